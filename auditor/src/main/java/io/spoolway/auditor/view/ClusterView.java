package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.StateStores;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What all auditors know: each is asked for what lies on it. An answer tells of every partition once, or there is none: so
 * nothing is left out, and nothing counted twice, while partitions move between auditors.
 */
final class ClusterView implements AuditView {
    private final Members members;
    private final Function<HostInfo, AuditView> views;

    /** @param views the view of what lies on an auditor */
    ClusterView(Members members, Function<HostInfo, AuditView> views) {
        this.members = members;
        this.views = views;
    }

    /** Who shares the work. */
    interface Members {
        /** How many partitions the state has. */
        int partitions();

        /** The auditors that have any. */
        List<HostInfo> all();

        /** The auditor that has this key. */
        HostInfo of(String store, String key);
    }

    @Override
    public Optional<Upload> upload(UploadId id) {
        return views.apply(members.of(StateStores.UPLOADS, id.toString())).upload(id);
    }

    @Override
    public UploadPage uploads(UploadQuery query) {
        return UploadPage.merge(ask(view -> view.uploads(query)), query.limit());
    }

    @Override
    public RepositoryPage repositories(RepositoryQuery query) {
        return RepositoryPage.merge(ask(view -> view.repositories(query)), query.limit());
    }

    @Override
    public Counts counts(CountsQuery query) {
        return Counts.merge(ask(view -> view.counts(query)));
    }

    private <T extends Part> List<T> ask(Function<AuditView, T> question) {
        int partitions = members.partitions();
        List<T> parts = askEach(members.all().stream().map(views).toList(), question);
        Set<Integer> told = new TreeSet<>();
        for (T part : parts) {
            for (int partition : part.partitions()) {
                if (!told.add(partition)) {
                    throw new ViewUnavailableException(
                            "partition %d of the state is moving between auditors".formatted(partition));
                }
            }
        }
        if (told.size() != partitions) {
            throw new ViewUnavailableException(
                    "%d of %d partitions of the state are being restored, or moving between auditors"
                            .formatted(partitions - told.size(), partitions));
        }
        return parts;
    }

    /** At the same time. */
    private static <T> List<T> askEach(List<AuditView> views, Function<AuditView, T> question) {
        if (views.size() == 1) {
            return List.of(question.apply(views.getFirst()));
        }
        List<T> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> asked = views.stream()
                    .map(view -> executor.submit(() -> question.apply(view)))
                    .toList();
            for (Future<T> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ViewUnavailableException unavailable
                    ? unavailable
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ViewUnavailableException("the other auditors were not waited for");
        }
    }
}
