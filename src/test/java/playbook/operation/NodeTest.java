package playbook.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One name a life: kept for who comes after it, never shared by two that live. */
class NodeTest {

    @TempDir
    Path home;

    @Test
    void theNextLifeHasTheNameOfTheFormer() throws Exception {
        Node first = new Node(home);
        first.destroy();
        Node second = new Node(home);
        assertThat(second.name()).isEqualTo(first.name()).hasSize(36);
        second.destroy();
    }

    @Test
    void whoFindsItTakenHasANameOfItsOwn() throws Exception {
        Node first = new Node(home);
        Node beside = new Node(home);
        assertThat(beside.name()).isNotEqualTo(first.name());
        assertThat(home.resolve("node")).hasContent(first.name());
        beside.destroy();
        first.destroy();
    }

    @Test
    void aNameCutOffByACrashIsMadeAnew() throws Exception {
        Files.writeString(home.resolve("node"), "half a na");
        Node node = new Node(home);
        assertThat(node.name()).hasSize(36).doesNotContain("half");
        assertThat(home.resolve("node")).hasContent(node.name());
        node.destroy();
    }
}
