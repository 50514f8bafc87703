package io.spoolway.store;

/** All roles together, for the place that builds a service; a class that only reads takes only the reader. */
public interface ObjectStore
        extends ObjectReader,
                ObjectLister,
                ObjectWriter,
                ObjectCopier,
                ObjectDeleter,
                UnfinishedObjects,
                AutoCloseable {
    @Override
    void close();
}
