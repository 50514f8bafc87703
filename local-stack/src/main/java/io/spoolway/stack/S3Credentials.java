package io.spoolway.stack;

import java.util.regex.Pattern;

/**
 * The one account of an {@link S3Server} and the one bucket it is made for.
 *
 * @param accessKey names the account
 * @param secretKey what requests are signed with; never printed
 * @param bucket 3 to 63 lower-case letters, digits, dots and hyphens, as S3 has it
 * @param region what clients sign requests for; the server takes any
 */
public record S3Credentials(String accessKey, String secretKey, String bucket, String region) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** @throws IllegalArgumentException if a part is blank or the bucket's name is not one */
    public S3Credentials {
        requireText("access key", accessKey);
        requireText("secret key", secretKey);
        requireText("region", region);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("not a bucket name: " + bucket);
        }
    }

    /** The account of a stack that only this machine can reach. */
    public static S3Credentials defaults() {
        return new S3Credentials("spoolway", "spoolway-secret", "spoolway", "us-east-1");
    }

    @Override
    public String toString() {
        return "S3Credentials[accessKey=" + accessKey + ", bucket=" + bucket + ", region=" + region + "]";
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }
}
