package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import playbook.incident.Method;

/** The launcher refuses a word before it builds a range, so it has the words once more. */
class LaunchersWordsTest {

    @Test
    void theLauncherKnowsTheScenariosAndMethodsThatThereAre() throws IOException {
        assertThat(words("SCENARIOS"))
                .containsExactlyElementsOf(
                        Stream.of(Scenario.values()).map(Scenario::word).toList());
        assertThat(words("METHODS"))
                .containsExactlyElementsOf(Stream.of(Method.values())
                        .filter(Method::built)
                        .map(Method::word)
                        .toList());
    }

    private static List<String> words(String list) throws IOException {
        List<MatchResult> found = Pattern.compile("(?m)^" + list + "=\\((.*)\\)$")
                .matcher(Files.readString(Path.of("playbook")))
                .results()
                .toList();
        assertThat(found).as("%s in the launcher", list).hasSize(1);
        return List.of(found.get(0).group(1).split(" "));
    }
}
