package io.spoolway.cli;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URL of a server. */
public final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String value) {
        URI url;
        try {
            url = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"%s\" is no URL: %s".formatted(value, e.getMessage()));
        }
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new TypeConversionException("\"%s\" is no URL such as http://127.0.0.1:5000".formatted(value));
        }
        return url;
    }
}
