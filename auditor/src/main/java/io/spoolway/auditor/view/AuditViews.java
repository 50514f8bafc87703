package io.spoolway.auditor.view;

import java.net.http.HttpClient;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Both views.
 *
 * @param local what lies on this auditor
 * @param all what all auditors know
 */
public record AuditViews(AuditView local, AuditView all) {
    /** The header of a question from one auditor to another. */
    public static final String SCOPE = "Spoolway-Scope";

    /** Its only value: what lies on the auditor that is asked. */
    public static final String LOCAL = "local";

    /**
     * The views of an auditor.
     *
     * @param server host:port at which other auditors reach it
     */
    public static AuditViews of(KafkaStreams streams, String server) {
        HostInfo self = HostInfo.buildFromEndpoint(server);
        LocalStores stores = new LocalStores(streams);
        LocalView local = new LocalView(stores);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        return new AuditViews(
                local,
                new RememberingView(new ClusterView(
                        new StreamsMembers(streams, stores),
                        host -> host.equals(self) ? local : new RemoteView(http, host))));
    }
}
