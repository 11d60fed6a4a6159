package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InTurnTest {

    @Test
    void eachTestRunsInItsPartAndWithoutOne() {
        assertThat(IntStream.rangeClosed(1, InTurn.PARTS).filter(part -> runs(2, Integer.toString(part))))
                .containsExactly(2);
        assertThat(runs(1, "")).isTrue();
        assertThat(InTurn.Condition.decide(1, "2").getReason()).contains("in turn: part 1 of 6, this run has part 2");
    }

    @Test
    void aPartThatThereIsNotIsNoEmptyRun() {
        for (String part : List.of("0", "7", "all", "12")) {
            assertThatThrownBy(() -> runs(1, part)).as(part).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> runs(7, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachPartHasTestsAndTheScriptCountsTheSameParts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> turns = files.filter(file -> file.toString().endsWith("IT.java"))
                    .flatMap(file -> Pattern.compile("@InTurn\\((\\d)\\)")
                            .matcher(read(file))
                            .results()
                            .map(found -> found.group(1)))
                    .toList();
            assertThat(turns).contains("1", "2", "3", "4", "5", "6");
        }
        assertThat(Pattern.compile("PARTS=(\\d+)")
                        .matcher(Files.readString(Path.of("playbook")))
                        .results()
                        .map(MatchResult::group))
                .containsExactly("PARTS=" + InTurn.PARTS);
    }

    private static boolean runs(int turn, String part) {
        return !InTurn.Condition.decide(turn, part).isDisabled();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
