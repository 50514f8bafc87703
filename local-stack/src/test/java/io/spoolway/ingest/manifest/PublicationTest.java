package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.StoreException;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.FaultyStore;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A push of a manifest that dies at any request to the store. */
class PublicationTest {
    private static final Tag TAG = new Tag("latest");

    private final ObjectStore store = Stores.of(TestStack.bare());
    private final FaultyStore faulty = new FaultyStore(store);
    private final RepositoryName repository = new RepositoryName(Registry.newRepository());
    private final Manifests manifests = new Manifests(store, store, store);
    private final Tags tags = new Tags(store);
    private final Referrers referrers = new Referrers(store);
    private final Digest subject = Registry.sha256(Blobs.random(10));

    @AfterEach
    void close() {
        store.close();
    }

    private Publication.Manifest manifest() {
        ObjectNode image =
                new ObjectMapper().createObjectNode().put("schemaVersion", 2).put("mediaType", Images.OCI_IMAGE);
        image.set("config", Images.descriptor("application/vnd.example", Registry.sha256(Blobs.random(10)), 10));
        image.putArray("layers");
        image.set("subject", Images.descriptor(Images.OCI_IMAGE, subject, 10));
        byte[] bytes = Images.bytes(image);
        return new Publication.Manifest(
                repository,
                Registry.sha256(bytes),
                bytes,
                ManifestDocument.parse(bytes, Optional.empty()),
                List.of(TAG));
    }

    private Publication publication() {
        ObjectStore failing = faulty.store();
        return new Publication(new Manifests(failing, failing, failing), new Tags(failing), new Referrers(failing));
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE", "AFTER"})
    void neverLeavesATagOrALinkThatPointsAtNothingAndIsDoneByRepeatingIt(FaultyStore.Fault fault) {
        faulty.allow();
        publication().publish(manifest());
        int calls = faulty.calls().size();
        for (int call = 0; call < calls; call++) {
            Publication.Manifest manifest = manifest();
            Digest before = tags.current(repository, TAG).orElseThrow();
            faulty.failAt(call, fault);
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> publication().publish(manifest));

            assertThat(tags.current(repository, TAG)).isIn(Optional.of(before), Optional.of(manifest.digest()));
            assertReadable(tags.current(repository, TAG).orElseThrow());
            if (manifests.isLinked(repository, manifest.digest())) {
                assertReadable(manifest.digest());
            }

            faulty.allow();
            publication().publish(manifest);
            assertThat(tags.current(repository, TAG)).hasValue(manifest.digest());
            assertReadable(manifest.digest());
        }
    }

    /** With all that is to be found of it. */
    private void assertReadable(Digest digest) {
        assertThat(manifests.isLinked(repository, digest)).isTrue();
        assertThat(Registry.sha256(Stores.content(store, StorageLayout.blobData(digest))))
                .isEqualTo(digest);
        assertThat(referrers.has(repository, subject, digest)).isTrue();
    }

    @Test
    void takesItsBytesNoteLinkAndTagAndALookAtTwoOfThem() {
        faulty.allow();
        publication().publish(manifest());

        assertThat(faulty.calls()).containsExactly("put", "put", "put", "put", "put", "head", "head");
    }

    @Test
    void isWrittenAgainWhenADeleteOfTheSameManifestGetsInBetween() {
        Publication.Manifest manifest = manifest();
        ObjectStore overtaken = beforeItsFirstHead(() -> manifests.unlink(repository, manifest.digest()));

        new Publication(new Manifests(overtaken, overtaken, overtaken), new Tags(overtaken), new Referrers(overtaken))
                .publish(manifest);

        assertReadable(manifest.digest());
        assertThat(tags.current(repository, TAG)).hasValue(manifest.digest());
    }

    /** The store, to which something else is done when all is written and looked at. */
    private ObjectStore beforeItsFirstHead(Runnable other) {
        AtomicBoolean done = new AtomicBoolean();
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("head") && done.compareAndSet(false, true)) {
                        other.run();
                    }
                    return method.invoke(store, arguments);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE", "AFTER", "AFTER_FIRST_KEY"})
    void aDeleteOfATagThatDiesLeavesATagThatCanBeReadOrNone(FaultyStore.Fault fault) {
        publication().publish(manifest());
        faulty.allow();
        new Tags(faulty.store()).delete(repository, TAG);
        int calls = faulty.calls().size();
        for (int call = 0; call < calls; call++) {
            faulty.allow();
            Publication.Manifest manifest = manifest();
            publication().publish(manifest);
            faulty.failAt(call, fault);
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> new Tags(faulty.store()).delete(repository, TAG));

            assertThat(tags.all(repository))
                    .isEqualTo(tags.current(repository, TAG)
                            .map(digest -> List.of(TAG))
                            .orElse(List.of()));

            faulty.allow();
            new Tags(faulty.store()).delete(repository, TAG);
            assertThat(tags.all(repository)).isEmpty();
        }
    }
}
