package playbook.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.incident.Method;
import playbook.practice.Scenario;

/** What the jar's verbs say before they make anything. */
class LauncherVerbsTest {

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void choose() throws IOException {
        // As root, user postgres must be able to enter it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = folder.resolve("home");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wash | unknown verb 'wash' | java -jar playbook.jar help lists them: drill, up, break, check, backup,"
                        + " unlock, test, status, stop",
                "drill | no scenario was named | java -jar playbook.jar drill accidental-delete",
                "drill accidental-delete --method magic | unknown method 'magic'"
                        + " | known: row-recovery, point-in-time-recovery, table-restore",
                "drill accidental-delete --failed-steps leave | --failed-steps 'leave' is not understood"
                        + " | known: stop, try-again",
                "drill flood | unknown scenario 'flood'"
                        + " | known are: accidental-delete, accidental-update, late-report, no-backup, table-rewrite, truncate, table-drop, column-drop, schema-drop; drill --list tells each in a line",
                "drill accidental-delete --all | --all rehearses every scenario to its end: it takes none, and neither --keep"
                        + " nor --kill-during | java -jar playbook.jar drill --all",
                "drill --all --keep | --all rehearses every scenario to its end: it takes none, and neither --keep"
                        + " nor --kill-during | java -jar playbook.jar drill --all",
                "drill --all --json /proc/here | cannot make the folder '/proc/here' | with --all, --json names a folder",
                "drill accidental-delete --fast | unknown option '--fast' | java -jar playbook.jar drill --help",
                "drill accidental-delete --size | --size needs a value | java -jar playbook.jar drill --help",
                "drill accidental-delete --size --keep | --size needs a value | java -jar playbook.jar drill --help",
                "drill accidental-delete --size abc | 'abc' is no size for a database"
                        + " | write for example 200MB or 2GB; 5MB is the smallest.",
                "drill accidental-delete --size 4MB | '4MB' is no size for a database"
                        + " | write for example 200MB or 2GB; 5MB is the smallest.",
                "drill accidental-delete --postgres 12 | --postgres '12' is no version from 13 to 19 and no folder"
                        + " | write for example --postgres 17 or --postgres /usr/lib/postgresql/17/bin",
                "drill accidental-delete --postgres /no/where | --postgres '/no/where' has no postgres, initdb, pg_ctl,"
                        + " pg_basebackup, pg_dump, pg_waldump"
                        + " | name the folder with the server's programs, for example /usr/lib/postgresql/15/bin",
                "drill accidental-delete --json /no/where.json | cannot write to '/no/where.json'"
                        + " | name a file in a folder that exists and is yours",
                "up --port 70000 | '70000' is no port | a number from 1 to 65535",
                "up --port ten | 'ten' is no port | a number from 1 to 65535",
                "break | no scenario was named | java -jar playbook.jar break accidental-delete",
                "break flood | unknown scenario 'flood'"
                        + " | known are: accidental-delete, accidental-update, late-report, no-backup, table-rewrite, truncate, table-drop, column-drop, schema-drop; drill --list tells each in a line",
                "break accidental-delete twice | 'twice' is not understood here | java -jar playbook.jar break --help",
                "check | no target was named | java -jar playbook.jar check noa",
                "backup | no target was named | java -jar playbook.jar backup noa",
                "unlock | nobody was named | java -jar playbook.jar unlock olivia",
                "unlock olivia dave | 'dave' is not understood here | java -jar playbook.jar unlock --help",
                "status now | 'now' is not understood here | java -jar playbook.jar status --help",
                "stop --hard | unknown option '--hard' | java -jar playbook.jar stop --help"
            })
    void whatIsNotUnderstoodIsRefusedWithAHint(String line, String found, String hint) {
        Answer answer = run(Map.of(), line.split(" ", -1));

        assertThat(answer.text()).isEqualTo("ERROR: " + found + "\nHINT: " + hint + "\n");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(home).doesNotExist();
    }

    @Test
    void theListTellsEachScenarioAndEachWayBackThatIsBuilt() {
        Answer answer = run(Map.of(), "drill", "--list");

        assertThat(answer.code()).isZero();
        Stream.of(Scenario.values())
                .forEach(scenario -> assertThat(answer.text()).contains("\n  " + scenario.word() + " "));
        assertThat(Stream.of(Method.values()).filter(method -> answer.text().contains("\n  " + method.word() + " ")))
                .containsExactlyElementsOf(
                        Stream.of(Method.values()).filter(Method::built).toList());
        assertThat(home).doesNotExist();
    }

    @Test
    void aWrongFolderOfServerProgramsIsNamed() {
        Answer answer = run(Map.of("PLAYBOOK_PG_BIN", "/nowhere"), "drill", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .startsWith("ERROR: PLAYBOOK_PG_BIN is '/nowhere', which has no postgres, initdb,")
                .contains("\nHINT: name the folder");
    }

    @Test
    void aSizeThatTheDiskHasNoRoomForIsRefusedBeforeAnythingIsMade() {
        Answer answer = run(Map.of(), "drill", "accidental-delete", "--size", "900000GB");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .startsWith(
                        "ERROR: a practice database of 900000 GB needs about 4500002 GB of disk, " + folder + " has ")
                .contains("\nHINT: choose a smaller --size");
        assertThat(home).doesNotExist();
    }

    @Test
    void lookingAndStoppingMakeNothing() {
        assertThat(run(Map.of(), "status").text()).isEqualTo("up: nothing was made\ndrill: nothing was made\n");
        assertThat(run(Map.of(), "stop").text())
                .isEqualTo("Nothing runs, and there is nothing to remove in " + home + ".\n");
        Answer answer = run(Map.of(), "break", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .isEqualTo("ERROR: the practice range is not running\nHINT: java -jar playbook.jar up\n");
        assertThat(home).doesNotExist();
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() {
        Answer answer = run(Map.of(), "check", "noa", "--config", "own.yml");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .isEqualTo("ERROR: no configuration at " + folder.resolve("own.yml") + "\nHINT: name it with --config,"
                        + " or make a practice range first: java -jar playbook.jar up\n");
    }

    @Test
    void theTestsOfTheProductAreInItsRepository() {
        Answer answer = run(Map.of(), "test", "--yes");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).startsWith("ERROR: a jar has no tests: they lie in the product's repository\nHINT: ");
    }

    @Test
    void theProcessNumberOfAnotherProgramIsNotTakenForOurs() throws IOException {
        Path up = Files.createDirectories(home.resolve("up"));
        String other = ProcessHandle.current().pid() + "\n";
        Files.writeString(up.resolve("app.pid"), other);
        Files.writeString(Files.createDirectories(up.resolve("engine/data")).resolve("postmaster.pid"), other);

        assertThat(run(Map.of(), "status").text())
                .contains("up: playbook         is stopped", "up: its database     is stopped");
    }

    @Test
    void aHomeThatIsNoFolderIsNamed() throws IOException {
        Files.writeString(home, "");
        Answer answer = run(Map.of(), "drill", "accidental-delete", "--size", "5MB");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).contains(home.toString(), "HINT: ");
    }

    @Test
    void aHomeInWhichAnotherLauncherWorksIsLeftToIt() throws Exception {
        // Started as a launcher is, by a word that names the product.
        Process other = new ProcessBuilder("bash", "-c", "sleep 60; :", "playbook").start();
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve(".up.launcher"), other.pid() + "\n");
            Answer answer = run(Map.of(), "up");

            assertThat(answer.text())
                    .isEqualTo("ERROR: another 'java -jar playbook.jar' (process " + other.pid() + ") is at work in "
                            + home.resolve("up") + "\nHINT: wait for it, or: kill " + other.pid() + "\n");
            assertThat(home.resolve("up")).doesNotExist();

            // A launcher that is given the number of a killed one, as in a container, is not held up by itself.
            assertThat(Claim.isAnother(other.pid(), 1)).isTrue();
            assertThat(Claim.isAnother(other.pid(), other.pid())).isFalse();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    private Answer run(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYBOOK_HOME", home.toString());
        environment.putAll(more);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Launcher.run(
                new Call(
                        "java -jar playbook.jar",
                        Path.of("/no/playbook.jar"),
                        Optional.empty(),
                        folder,
                        environment,
                        out,
                        out,
                        new Stopping()),
                arguments);
        return new Answer(code, said.toString(StandardCharsets.UTF_8));
    }

    private record Answer(int code, String text) {}
}
