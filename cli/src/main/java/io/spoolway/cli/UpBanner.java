package io.spoolway.cli;

import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import io.spoolway.stack.S3Credentials;
import java.io.PrintWriter;
import java.util.Set;

/** What {@code up} says when everything is there: where it is, and what to try. */
final class UpBanner {
    private final Set<Component> components;

    UpBanner(LocalStackConfig config) {
        this.components = config.only();
    }

    void print(LocalStack stack, PrintWriter out) {
        if (components.contains(Component.KAFKA)) {
            out.printf("  Kafka         %s%n", stack.bootstrapServers());
        }
        if (components.contains(Component.S3)) {
            S3Credentials s3 = S3Credentials.defaults();
            out.printf(
                    "  S3            %s (bucket %s, region %s, access key %s, secret key %s)%n",
                    stack.s3Endpoint(), s3.bucket(), s3.region(), s3.accessKey(), s3.secretKey());
        }
        if (components.contains(Component.INGEST_API)) {
            out.printf("  registry API  %s%n", stack.httpEndpoint());
        }
        if (components.contains(Component.AUDITOR)) {
            out.printf("  auditor       %s/%n", stack.auditorEndpoint());
        }
        if (components.contains(Component.INGEST_API)) {
            out.println("try");
            out.printf("  curl %s/v2/%n", stack.httpEndpoint());
            out.printf("  ./spoolway push README.md --repo demo/files --url %s%n", stack.httpEndpoint());
        }
        // On its own line, and the last: scripts wait for it.
        out.println("ready");
        out.flush();
    }
}
