package io.spoolway.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** The registered digest algorithms of the OCI image specification, section "Registered algorithms". */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String prefix;
    private final String jcaName;
    private final int hexLength;

    DigestAlgorithm(String prefix, String jcaName, int hexLength) {
        this.prefix = prefix;
        this.jcaName = jcaName;
        this.hexLength = hexLength;
    }

    /** The algorithm named as in a digest, {@code sha256}; empty for one that is not supported. */
    public static Optional<DigestAlgorithm> named(String prefix) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.prefix.equals(prefix))
                .findFirst();
    }

    /** The name as it stands before the colon of a digest. */
    public String prefix() {
        return prefix;
    }

    /** How many hexadecimal digits a digest of this algorithm has. */
    public int hexLength() {
        return hexLength;
    }

    /** A new, empty hash. */
    public MessageDigest newHash() {
        try {
            return MessageDigest.getInstance(jcaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + jcaName, e);
        }
    }
}
