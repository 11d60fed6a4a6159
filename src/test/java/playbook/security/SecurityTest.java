package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"h2", "practice"})
class SecurityTest {

    @TempDir
    static Path passwords;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:security;DB_CLOSE_DELAY=-1");
    }

    @LocalServerPort
    int port;

    @Autowired
    IdentityService identities;

    @Autowired
    RepositoryService repository;

    @Autowired
    FilterService filters;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Test
    void theInterfacesAnswerNobodyWithoutNameAndPassword() throws Exception {
        assertThat(get("/engine-rest/history/process-instance/count").statusCode())
                .isEqualTo(401);
        assertThat(get("/api/incidents").statusCode()).isEqualTo(401);
        assertThat(get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(401);
    }

    @Test
    void pagesLeadStrangersToTheLogin() throws Exception {
        for (String page : new String[] {"/", "/incidents", "/camunda/app/tasklist/default/", "/incidents/DL-1"}) {
            HttpResponse<String> answer = get(page, "Accept", "text/html");
            assertThat(answer.statusCode()).as(page).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location").orElseThrow())
                    .as(page)
                    .endsWith("/login");
        }
    }

    @Test
    void onlyLoginStyleAndHealthAreOpen() throws Exception {
        assertThat(get("/login").statusCode()).isEqualTo(200);
        assertThat(get("/style/playbook.css").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health").body())
                .isEqualTo("{\"status\":\"UP\",\"groups\":[\"liveness\",\"readiness\"]}");
        assertThat(get("/actuator/env").statusCode()).isEqualTo(302);
    }

    @Test
    void aUserReachesTheEngineByNameAndPasswordAndIsHeldToItsRights() throws Exception {
        assertThat(get("/engine-rest/engine/default/user", "Authorization", basic("olivia"))
                        .body())
                .contains("olivia")
                .doesNotContain("dave");
        assertThat(get("/engine-rest/user", "Authorization", basic("admin")).body())
                .contains("olivia", "dave");
        assertThat(get("/engine-rest/user", "Authorization", "Basic b2xpdmlhOndyb25n")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSessionOpensThePagesButNeverTheEnginesInterface() throws Exception {
        login("olivia");

        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/engine-rest/user", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(401);
        assertThat(get("/api/nothing", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(404);
        assertThat(get("/api/nothing", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(get("/api/nothing").statusCode()).isEqualTo(401);
    }

    @Test
    void oneLoginOpensTasklistAndItsLogOutEndsIt() throws Exception {
        login("olivia");

        HttpResponse<String> page = get("/camunda/app/tasklist/default/", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("nonce-");
        assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
        HttpResponse<String> who = get("/camunda/api/admin/auth/user/default");
        assertThat(who.body()).contains("\"userId\":\"olivia\"", "tasklist", "cockpit");
        assertThat(who.body()).doesNotContain("\"admin\"");

        HttpRequest logout = request("/camunda/api/admin/auth/user/default/logout")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(send(logout).statusCode()).isEqualTo(204);
        assertThat(get("/", "Accept", "text/html").statusCode()).isEqualTo(302);
    }

    @Test
    void auditorsReadButHaveNoTasklistAndNoCockpit() throws Exception {
        login("arthur");

        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/camunda/api/admin/auth/user/default").body()).doesNotContain("tasklist", "cockpit");
    }

    @Test
    void aFormWithoutItsTokenIsRefused() throws Exception {
        HttpRequest forged = request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=olivia&password=" + password("olivia")))
                .build();
        assertThat(send(forged).statusCode()).isEqualTo(403);

        login("olivia");
        HttpRequest forgedChange = request("/camunda/api/engine/engine/default/task/create")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(send(forgedChange).statusCode()).isEqualTo(403);
    }

    @Test
    void anotherSiteCannotUseTheNameAndPasswordABrowserRemembers() throws Exception {
        HttpRequest forged = request("/engine-rest/task/create")
                .header("Authorization", basic("admin"))
                .header("Origin", "https://elsewhere.example")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(send(forged).statusCode()).isEqualTo(403);
    }

    @Test
    void pagesSayWhatABrowserMayLoadAndThatNobodyFramesThem() throws Exception {
        HttpResponse<String> page = get("/login");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    }

    @Test
    void thePracticeRangeHasAUserForEachGroupWithAPasswordFileOfItsOwn() throws Exception {
        for (Group group : Group.values()) {
            assertThat(identities.createUserQuery().memberOfGroup(group.id()).count())
                    .as(group.id())
                    .isEqualTo(1);
        }
        assertThat(identities.checkPassword("eva", password("eva"))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords.resolve("eva"))))
                .isEqualTo("rw-------");
        assertThat(filters.createTaskFilterQuery().list())
                .extracting(org.camunda.bpm.engine.filter.Filter::getName)
                .containsExactlyInAnyOrder("My groups", "Overdue", "All open");
    }

    @Test
    void theSetupPageOfTheEngineIsClosed() throws Exception {
        login("olivia");
        get("/camunda/app/admin/default/setup/", "Accept", "text/html");
        HttpResponse<String> refused = send(request("/camunda/api/admin/setup/default/user/create")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"profile\":{\"id\":\"x\"},\"credentials\":{\"password\":\"x\"}}"))
                .build());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(identities.createUserQuery().userId("x").count()).isZero();
    }

    @Test
    void aModelWithAScriptTaskIsNotDeployed() {
        var model = Bpmn.createExecutableProcess("scripted")
                .camundaHistoryTimeToLive(1)
                .startEvent()
                .scriptTask("calculate")
                .scriptFormat("javascript")
                .scriptText("1")
                .endEvent()
                .done();

        assertThatThrownBy(() -> repository
                        .createDeployment()
                        .addModelInstance("s.bpmn", model)
                        .deploy())
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("'calculate' is a script task; scripts are off.\nHINT: use a service task");
    }

    private void login(String user) throws Exception {
        String page = get("/login").body();
        var token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        String form = "username=" + user + "&password=" + password(user) + "&_csrf="
                + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
        HttpResponse<String> answer = send(request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        assertThat(answer.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
    }

    private static String password(String user) throws IOException {
        return Files.readString(passwords.resolve(user)).strip();
    }

    private static String basic(String user) throws IOException {
        String pair = user + ":" + password(user);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return browser.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
