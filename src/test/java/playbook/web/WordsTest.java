package playbook.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    private final Words words = new Words();

    @Test
    void workThatSucceededShowsWhatItDidAndNotTheEstimate() {
        assertThat(words.progress(operation("RUNNING"))).contains(" of ").contains("950 rows");
        assertThat(words.progress(operation("SUCCEEDED"))).isEqualTo("600 rows");
    }

    private static OperationDocument operation(String state) {
        return new OperationDocument("read", "readBefore", 1, 3.0, null, 600, 950, "rows", state, "");
    }
}
