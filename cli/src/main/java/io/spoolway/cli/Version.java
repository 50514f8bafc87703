package io.spoolway.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What this is, from the manifest of its jar. */
public final class Version implements IVersionProvider {
    /** Such as {@code 0.1.0}; {@code development} when the classes come from no jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "spoolway " + text(), "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        };
    }
}
