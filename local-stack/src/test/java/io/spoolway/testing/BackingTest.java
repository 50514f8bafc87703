package io.spoolway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.stack.Component;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BackingTest {
    @Test
    void a_name_that_is_none_is_refused_with_those_there_are() {
        assertThat(Backing.named("containers")).isEqualTo(Backing.CONTAINERS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backing.named("container"))
                .withMessage("spoolway.test.stack=container: there are auto, embedded, containers");
    }

    @Test
    void a_stack_starts_what_is_not_in_a_container() {
        Backing.Ports broker = new Backing.Ports(Map.of(Component.KAFKA, 9092));

        assertThat(broker.of(Component.KAFKA)).isEqualTo(9092);
        assertThat(broker.of(Component.S3)).isZero();
        assertThat(broker.without(TestStack.PIPELINE))
                .containsExactlyInAnyOrder(Component.S3, Component.INGEST_API, Component.VERIFIER, Component.LINKER);
        assertThat(Backing.Ports.NONE.without(TestStack.PIPELINE)).isEqualTo(TestStack.PIPELINE);
    }
}
