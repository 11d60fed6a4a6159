package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import playbook.security.EngineRoutes.Rule;
import playbook.security.EngineRoutes.Who;

/** The list of allowed routes beside the engine's own route table. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"h2", "practice"})
class EngineRoutesTest {

    @TempDir
    static Path passwords;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1");
    }

    @Test
    void everyRouteOfTheEngineIsJudgedAndNoneThatItDoesNotHave() {
        assertThat(EngineRoutes.read().all().keySet()).containsExactlyInAnyOrderElementsOf(EngineRouteTable.read());
    }

    @Test
    void aRouteThatNobodyJudgedIsRefusedToAdministratorsToo() {
        Rule rule = EngineRoutes.read().rule("POST", "/task/{id}/newInALaterEngine");
        assertThat(rule.allows(true)).isFalse();
        assertThat(rule.why()).isEqualTo("it is not on the playbook's list of what a client may do");
    }

    @Test
    void theseAreTheRoutesThatChangeSomethingAndAreForEveryone() {
        assertThat(EngineRoutes.read().all().entrySet().stream()
                        .filter(route -> route.getValue().who() == Who.EVERYONE)
                        .filter(route -> !route.getValue().why().startsWith("reading"))
                        .map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "POST /process-definition/key/{key}/submit-form",
                        "POST /process-definition/{id}/submit-form",
                        "POST /task/{id}/complete",
                        "POST /task/{id}/submit-form",
                        "POST /task/{id}/claim",
                        "POST /task/{id}/unclaim",
                        "POST /task/{id}/assignee",
                        "PUT /job/{id}/retries",
                        "PUT /user/{id}/credentials",
                        "PUT /user/{id}/profile",
                        "POST /auth/user/{processEngineName}/logout");
    }
}
