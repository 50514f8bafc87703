package io.spoolway.cli;

import io.spoolway.config.Settings;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as settings write it: {@code 30s}, {@code 7d}. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        return Settings.parseDuration(value)
                .orElseThrow(() -> new TypeConversionException(
                        "\"%s\" is no duration such as 500ms, 30s, 5m, 12h or 7d".formatted(value)));
    }
}
