package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./playbook} says before it does anything. */
class LauncherTest {

    private static final Path LAUNCHER = Path.of("playbook").toAbsolutePath();

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
    @ValueSource(strings = {"drill", "up", "break", "check", "backup", "unlock", "test", "status", "stop"})
    void everyVerbTellsItsOptions(String verb) throws Exception {
        Answer answer = run(Map.of(), verb, "--help");

        assertThat(answer.code()).isZero();
        assertThat(answer.text()).startsWith("Usage: ./playbook " + verb);
        assertThat(run(Map.of(), "help").text()).contains("\n  " + verb + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wash | unknown verb 'wash' | ./playbook help lists them: drill, up, break, check, backup, unlock, test, status, stop",
                "drill | no scenario was named | ./playbook drill accidental-delete",
                "drill accidental-delete --method magic | unknown method 'magic' | known: row-recovery point-in-time-recovery",
                "drill accidental-delete --failed-steps leave | --failed-steps 'leave' is not understood | ./playbook drill --help",
                "drill flood | unknown scenario 'flood' | known: accidental-delete",
                "drill accidental-delete --fast | unknown option '--fast' | ./playbook drill --help",
                "drill accidental-delete --size | --size needs a value | ./playbook drill --help",
                "drill accidental-delete --size abc | --size 'abc' is no size for a database"
                        + " | write for example 200MB or 2GB; 5MB is the smallest",
                "drill accidental-delete --postgres 12 | --postgres '12' is no version from 13 to 19 and no folder"
                        + " | write for example --postgres 17 or --postgres /usr/lib/postgresql/17/bin",
                "drill accidental-delete --postgres /no/where | --postgres '/no/where' has no working postgres (13 to 19),"
                        + " initdb, pg_ctl, pg_basebackup, pg_dump and pg_waldump"
                        + " | name the folder with the server's programs, for example /usr/lib/postgresql/15/bin",
                "drill accidental-delete --json /no/where.json | cannot write to '/no/where.json'"
                        + " | name a file in a folder that exists and is yours",
                "up --port 70000 | '70000' is no port | a number from 1 to 65535",
                "break flood | unknown scenario 'flood' | known: accidental-delete",
                "break accidental-delete twice | 'twice' is not understood here | ./playbook break --help",
                "check | no target was named | ./playbook check noa",
                "backup | no target was named | ./playbook backup noa",
                "unlock | nobody was named | ./playbook unlock olivia",
                "unlock olivia dave | 'dave' is not understood here | ./playbook unlock --help",
                "test --fast | unknown option '--fast' | ./playbook test --help",
                "status now | 'now' is not understood here | ./playbook status --help",
                "stop --hard | unknown option '--hard' | ./playbook stop --help"
            })
    void whatIsNotUnderstoodIsRefusedWithAHint(String line, String found, String hint) throws Exception {
        Answer answer = run(Map.of(), line.split(" ", -1));

        assertThat(answer.text()).isEqualTo("ERROR: " + found + "\nHINT: " + hint + "\n");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(home).doesNotExist();
    }

    @Test
    void lookingAndStoppingMakeNothing() throws Exception {
        assertThat(run(Map.of(), "status").text()).isEqualTo("up: nothing was made\ndrill: nothing was made\n");
        assertThat(run(Map.of(), "stop").text()).startsWith("Nothing runs, and there is nothing to remove in " + home);
        Answer answer = run(Map.of(), "break", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).contains("the practice range is not running", "HINT: ./playbook up");
        assertThat(home).doesNotExist();
    }

    @Test
    void aWrongFolderOfServerProgramsIsNamed() throws Exception {
        Answer answer = run(Map.of("PLAYBOOK_PG_BIN", "/nowhere"), "drill", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains("ERROR: PLAYBOOK_PG_BIN is '/nowhere', which lacks", "HINT: name the folder");
    }

    @Test
    void withoutAptTheMissingToolsAndTheCommandsAreTold() throws Exception {
        Path tools = toolsWithout("java", "mvn", "apt-get", "sudo");
        Answer answer = run(Map.of("PATH", tools.toString(), "JAVA_HOME", ""), "drill", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains(
                        "Missing on this machine:\n  - Java 17 or newer (no java in PATH, no JAVA_HOME)\n",
                        "ERROR: this machine has no apt-get, so nothing was installed\nHINT: macOS: brew install");
    }

    @Test
    void nothingIsInstalledWithoutBeingAsked() throws Exception {
        Path tools = toolsWithout("java", "mvn", "apt-get", "sudo");
        Path asked = folder.resolve("asked");
        program(tools.resolve("apt-get"), "echo \"$*\" >>'" + asked + "'");
        Answer answer = run(Map.of("PATH", tools.toString(), "JAVA_HOME", ""), "drill", "accidental-delete");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains(
                        "ERROR: nothing was installed without being asked",
                        "HINT: run again with --yes, or yourself:",
                        "openjdk-17-jdk-headless");
        assertThat(asked).doesNotExist();
    }

    @Test
    void theTestsToolsAreToldBeforeAnythingIsInstalledAndTheBrowserComesWithItsDriver() throws Exception {
        Path tools = toolsWithout("chromedriver", "shellcheck", "apt-get", "sudo");
        program(tools.resolve("apt-get"), "exit 99");
        Answer answer = run(Map.of("PATH", tools.toString()), "test");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains("  - shellcheck (the scripts' linter)\n", "  - ChromeDriver (the browser test)\n")
                .contains("ERROR: nothing was installed without being asked", "chromium chromium-driver")
                .doesNotContain("npm");
    }

    @Test
    void aBrowserAndADriverOfTwoVersionsAreBroughtTogether() throws Exception {
        Path tools = toolsWithout("chromium", "chromedriver", "apt-get", "sudo");
        program(tools.resolve("apt-get"), "exit 99");
        program(tools.resolve("chromium"), "echo 'Chromium 150.0.1.2 built on Debian'");
        program(tools.resolve("chromedriver"), "echo 'ChromeDriver 149.0.1.2 (abc)'");
        Answer answer = run(Map.of("PATH", tools.toString()), "test");

        assertThat(answer.text())
                .contains(
                        "  - Chromium and its driver of one version (150.0.1.2 and 149.0.1.2)\n",
                        "chromium chromium-driver");
    }

    @Test
    void theTestsToolsAreInstalledByOneCommandAfterTheListsWereRenewed() throws Exception {
        Path tools = toolsWithout("chromium", "chromedriver", "apt-get", "apt-cache", "sudo");
        Path asked = folder.resolve("asked");
        program(tools.resolve("apt-get"), "echo \"$*\" >>'" + asked + "'");
        program(tools.resolve("apt-cache"), "exit 0");
        program(tools.resolve("sudo"), "exec \"$@\"");
        Answer answer = run(Map.of("PATH", tools.toString()), "test", "--yes");

        assertThat(answer.text()).contains("ERROR: still missing after the installation: Chromium (the browser test)");
        assertThat(Files.readAllLines(asked))
                .satisfiesExactly(
                        update -> assertThat(update).endsWith("update -qq"),
                        install -> assertThat(install)
                                .endsWith("install -y -qq --no-install-recommends chromium chromium-driver"));
    }

    @Test
    void theLandingKeepsNoListOfItsOwn() throws Exception {
        assertThat(Files.readString(Path.of(".ci/run")))
                .contains("./playbook test --yes")
                .doesNotContain("apt-get", "chromium");
    }

    @Test
    void theProcessNumberOfAnotherProgramIsNotTakenForOurs() throws Exception {
        Path up = Files.createDirectories(home.resolve("up"));
        Files.writeString(up.resolve("app.pid"), ProcessHandle.current().pid() + "\n");
        Files.writeString(
                Files.createDirectories(up.resolve("engine/data")).resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n");

        assertThat(run(Map.of(), "status").text())
                .contains("up: playbook         is stopped", "up: its database     is stopped");
    }

    @Test
    void aHomeThatIsNoFolderIsNamed() throws Exception {
        Files.writeString(home, "");
        Answer answer = run(Map.of(), "drill", "accidental-delete", "--size", "5MB");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).contains(home.toString(), "HINT: ");
    }

    /** All programs of this machine but those, as a folder of links. */
    private Path toolsWithout(String... names) throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String from : List.of("/usr/bin", "/bin", "/usr/sbin")) {
            try (Stream<Path> programs = Files.list(Path.of(from))) {
                for (Path each : programs.toList()) {
                    Path link = tools.resolve(each.getFileName());
                    if (!List.of(names).contains(each.getFileName().toString()) && !Files.exists(link)) {
                        Files.createSymbolicLink(link, each);
                    }
                }
            }
        }
        return tools;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Answer run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/bash", LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("PLAYBOOK_HOME", home.toString());
        builder.environment().remove("CI");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Answer(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private record Answer(int code, String text) {}
}
