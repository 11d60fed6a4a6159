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
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./playbook} does itself: it tells its verbs, finds and installs tools. The other verbs are the jar's. */
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

    @Test
    void whatTheScriptDoesNotUnderstandIsRefusedBeforeAnythingIsInstalledOrBuilt() throws Exception {
        Answer verb = run(Map.of(), "wash");
        assertThat(verb.text()).isEqualTo("ERROR: unknown verb 'wash'\nHINT: ./playbook help lists them\n");
        assertThat(verb.code()).isEqualTo(2);

        Answer option = run(Map.of(), "test", "--fast");
        assertThat(option.text()).isEqualTo("ERROR: unknown option '--fast'\nHINT: ./playbook test --help\n");
        assertThat(option.code()).isEqualTo(2);
        assertThat(home).doesNotExist();
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

    /** In a copy of the script, since the real one would remove the reports of this very run. */
    @Test
    void theLongestTestsRunInTurnAndWhatDidNotRunIsTold() throws Exception {
        Path clone = Files.createDirectory(folder.resolve("clone"));
        Path build = Files.createDirectories(clone.resolve("src/build"));
        Files.copy(LAUNCHER, clone.resolve("playbook"));
        Files.copy(Path.of("src/build/tools-of-tests"), build.resolve("tools-of-tests"));
        Path help = Files.createDirectories(clone.resolve("src/main/resources/playbook/launch/help"));
        Files.writeString(help.resolve("test.txt"), "");
        program(build.resolve("postgres-majors"), "exit 0");
        Path tools = toolsWithout("mvn");
        program(tools.resolve("mvn"), """
                echo "mvn $*"
                mkdir -p target/surefire-reports target/failsafe-reports
                echo '<testcase name="runs" classname="playbook.A" time="1"/>' >target/surefire-reports/TEST-A.xml
                { echo '<testcase name="waits()" classname="playbook.BIT" time="0">'
                  echo '  <skipped message="in turn: &quot;b&quot;"><![CDATA[x]]></skipped>'
                  echo '</testcase>'
                  echo '<testcase name="has()[1]" classname="playbook.BIT" time="0">'
                  echo '  <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: none here'
                  echo ']]></skipped>'
                  echo '</testcase>'; } >target/failsafe-reports/TEST-BIT.xml
                """);
        Map<String, String> environment = Map.of("PATH", tools.toString());

        Answer turn = run(clone.resolve("playbook"), environment, "test", "--yes");
        assertThat(turn.code()).isZero();
        assertThat(turn.text())
                .containsPattern(
                        "Of the longest tests this run has part ([1-6]) of 6; ./playbook test --all runs all\\."
                                + "\nmvn -B -ntp verify -Dplaybook\\.tests\\.part=\\1\n")
                .endsWith("""
                        Tests that did not run: 2
                          playbook.BIT waits(): in turn: "b"
                          playbook.BIT has()[1]: Assumption failed: none here
                        """);

        Answer all = run(clone.resolve("playbook"), environment, "test", "--all", "--yes");
        assertThat(all.text()).startsWith("mvn -B -ntp verify\n").contains("Tests that did not run: 2");
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
        return run(LAUNCHER, environment, arguments);
    }

    private Answer run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
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
