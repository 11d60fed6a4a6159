package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;

class ArgumentsTest {

    @Test
    void anUnknownScenarioListsTheKnownOnes() {
        assertThatThrownBy(() -> Scenario.named("meteorite"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "unknown scenario 'meteorite'\nHINT: known are: accidental-delete, accidental-update, late-report, no-backup,"
                                + " table-rewrite, truncate, table-drop, column-drop, schema-drop; drill --list tells each in a line");
    }

    @Test
    void anUnknownOptionListsTheKnownOnes() {
        assertThatThrownBy(() -> Arguments.parse(new String[] {"start", "--hom", "x"}, Set.of("home"), false))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknown option --hom\nHINT: known are: --home");
    }

    @Test
    void optionsAreReadInBothForms() {
        Arguments arguments = Arguments.parse(
                new String[] {"break", "x", "--home=/a", "--json", "f.json"}, Set.of("home", "json"), true);

        assertThat(arguments.words()).containsExactly("break", "x");
        assertThat(arguments.options()).isEqualTo(Map.of("home", "/a", "json", "f.json"));
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(DataSize.parse("200MB")).isEqualTo(200L << 20);
        assertThat(DataSize.parse("2gb")).isEqualTo(2L << 30);
        assertThatThrownBy(() -> DataSize.parse("many"))
                .isInstanceOf(HintedException.class)
                .hasMessage("'many' is no size for a database\n"
                        + "HINT: write for example 200MB or 2GB; 5MB is the smallest.");
        assertThatThrownBy(() -> DataSize.parse("1MB")).isInstanceOf(HintedException.class);
    }

    @Test
    void aHomeThatWouldNeedQuotingIsRefused() {
        assertThatThrownBy(() -> Home.at(Path.of("/tmp/it's")))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("/tmp/it's");
    }

    @Test
    void aFolderThatIsNoPostgresIsRefused() {
        assertThatThrownBy(() -> PostgresBinaries.find(Map.of("PLAYBOOK_PG_BIN", "/nowhere")))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("PLAYBOOK_PG_BIN is '/nowhere', which has no postgres, initdb");
    }
}
