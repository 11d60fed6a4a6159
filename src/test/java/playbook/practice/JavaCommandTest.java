package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

    @Test
    void foldersAndJarsAreGivenAsAClassPath() {
        List<String> argv = JavaCommand.of(Api.class, List.of("-Xmx64m"), "/x/classes:/x/lib/a.jar", false);

        assertThat(argv).endsWith("-Xmx64m", "-cp", "/x/classes:/x/lib/a.jar", "playbook.practice.Api");
    }

    @Test
    void theBootJarIsStartedThroughItsLauncher() {
        List<String> argv = JavaCommand.of(Api.class, List.of(), "/x/playbook.jar", true);

        assertThat(argv)
                .endsWith(
                        "-cp",
                        "/x/playbook.jar",
                        "-Dloader.main=playbook.practice.Api",
                        "org.springframework.boot.loader.launch.PropertiesLauncher");
    }

    @Test
    void aRelativeClassPathIsMadeAbsolute() {
        assertThat(JavaCommand.of(Api.class, List.of(), "target/playbook.jar", true))
                .anyMatch(word -> word.startsWith("/") && word.endsWith("/target/playbook.jar"));
    }
}
