package playbook.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.incident.HintedException;
import playbook.platform.JobStatus;

/** What a job left is read once, by type, and whole or not at all. */
class JobResultsTest {

    record Copied(
            String folder,
            long bytes,
            List<File> files,
            @Nullable String note) {}

    record File(String name, int major) {}

    @Test
    void aWholeDocumentIsReadAndWhatMayBeMissingMayBeMissing() {
        assertThat(read("{\"folder\":\"/b\",\"bytes\":7,\"files\":[{\"name\":\"a\",\"major\":15}],\"more\":1}"))
                .isEqualTo(new Copied("/b", 7, List.of(new File("a", 15)), null));
    }

    @Test
    void aJobThatLeftNothingIsToldWithTheEndOfItsLog() {
        assertThatThrownBy(() -> read(null))
                .isInstanceOf(HintedException.class)
                .hasMessage("the job left no result (state SUCCEEDED), its log ends with: the last line"
                        + "\nHINT: read its whole log, then run the step again.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | it has no Copied",
                "[] | it is no Copied: []",
                "no JSON | it is no Copied: no JSON",
                "{} | it is no Copied: {}",
                "{\"bytes\":7,\"files\":[]} | it has no Copied.folder",
                "{\"folder\":null,\"bytes\":7,\"files\":[]} | it has no Copied.folder",
                "{\"folder\":\"/b\",\"files\":[]} | it is no Copied",
                "{\"folder\":\"/b\",\"bytes\":null,\"files\":[]} | it is no Copied",
                "{\"folder\":\"/b\",\"bytes\":7} | it has no Copied.files",
                "{\"folder\":\"/b\",\"bytes\":7,\"files\":[{\"major\":15}]} | it has no Copied.files[0].name",
                "{\"folder\":\"/b\",\"bytes\":7,\"files\":[null]} | it has no Copied.files[0]",
                "{\"folder\":\"/b\",\"bytes\":7,\"files\":[{\"name\":\"a\"}]} | it is no Copied",
            })
    void whatDoesNotFitIsToldWithAHintAndIsNeverNullOrZero(String document, String told) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the job's result document is not complete: " + told)
                .hasMessageContaining("HINT: is the job of another version than this program?");
    }

    private static Copied read(@Nullable String document) {
        return JobResults.read(
                new JobStatus(JobStatus.State.SUCCEEDED, 0, null, null, -1, -1, "", document, "the last line"),
                Copied.class);
    }
}
