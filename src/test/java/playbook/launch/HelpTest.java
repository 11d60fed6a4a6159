package playbook.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import playbook.practice.Scenario;

/** The texts tell just what the verbs understand. */
class HelpTest {

    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Call CALL = new Call(
            "java -jar /opt/playbook.jar",
            Path.of("/opt/playbook.jar"),
            Optional.empty(),
            Path.of("/"),
            Map.of(),
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            new Stopping());

    @Test
    void theListHasEachVerbOnce() {
        List<String> listed = Pattern.compile("(?m)^  ([a-z]+) ")
                .matcher(Help.of(CALL, "help"))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(listed)
                .containsExactlyElementsOf(Stream.concat(Launcher.verbs(CALL).keySet().stream(), Stream.of("help"))
                        .toList());
    }

    @Test
    void eachVerbHasATextThatTellsItsOptionsAndNoOthers() {
        Launcher.verbs(CALL).forEach((verb, does) -> {
            String text = Help.of(CALL, verb);

            assertThat(text).startsWith("Usage: java -jar /opt/playbook.jar " + verb);
            if (!verb.equals("test")) {
                assertThat(told(text)).as(verb).isEqualTo(understood(does));
            }
        });
    }

    @Test
    void theTextsNameEachScenario() {
        String all = Help.of(CALL, "help");
        Stream.of(Scenario.values()).forEach(scenario -> assertThat(all).contains(scenario.word()));

        assertThat(Help.of(CALL, "drill")).contains("default " + RangeSize.USUAL);
    }

    @Test
    void anUnknownVerbGetsTheListOfAll() {
        assertThat(Help.of(CALL, "wash")).isEqualTo(Help.of(CALL, "help"));
    }

    private static Set<String> told(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> understood(Callable<Integer> verb) {
        return new CommandLine(verb)
                .getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
