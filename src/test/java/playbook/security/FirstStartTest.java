package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.spring.boot.starter.webapp.filter.LazyInitRegistration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import playbook.PlaybookApplication;
import playbook.incident.HintedException;

class FirstStartTest {

    @TempDir
    Path folder;

    @Test
    void withoutAnAdministratorTheStartFailsAndNamesTheProperty() {
        assertThatThrownBy(() -> start("none"))
                .isInstanceOf(HintedException.class)
                .hasMessage("""
                        there is no administrator (no user in the group camunda-admin), and playbook.security.admin-password-file is not set
                        HINT: set playbook.security.admin-password-file to a file (chmod 600) with the password for the user admin in its first line, or start with the profile practice.""");
    }

    @Test
    void theFirstAdministratorHasThePasswordOfTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("admin"), "correct horse battery staple\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        try (var application = start("file", "--playbook.security.admin-password-file=" + file)) {
            var identities = application.getBean(IdentityService.class);
            assertThat(identities.checkPassword("admin", "correct horse battery staple"))
                    .isTrue();
            assertThat(identities.createUserQuery().list()).hasSize(1);
        }
    }

    @Test
    void aPasswordFileThatOthersMayReadIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("admin"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> start("open", "--playbook.security.admin-password-file=" + file))
                .isInstanceOf(HintedException.class)
                .hasMessage("the password file " + file
                        + " (playbook.security.admin-password-file) is open to others: [GROUP_READ]\nHINT: chmod 600 "
                        + file);
    }

    /** Camunda's filters keep the last application of this JVM, and ask it although it is closed. */
    @BeforeEach
    @AfterEach
    void forgetTheLastApplication() {
        ReflectionTestUtils.setField(LazyInitRegistration.class, "APPLICATION_CONTEXT", null);
    }

    private static ConfigurableApplicationContext start(String database, String... arguments) {
        return new SpringApplicationBuilder(PlaybookApplication.class)
                .profiles("h2")
                .properties("spring.main.register-shutdown-hook=false")
                .run(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(
                                        "--server.port=0", "--spring.datasource.url=jdbc:h2:mem:first-" + database),
                                java.util.stream.Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
