package io.spoolway.cli;

import io.spoolway.oci.RepositoryName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a repository's name. */
public final class RepositoryConverter implements ITypeConverter<RepositoryName> {
    @Override
    public RepositoryName convert(String value) {
        try {
            return new RepositoryName(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
