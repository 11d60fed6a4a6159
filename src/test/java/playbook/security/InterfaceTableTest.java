package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import playbook.incident.Incident;
import playbook.security.EngineRoutes.Rule;

/**
 * Every route of the engine's interface, from its own route table, by every group and by nobody, on an approval that waits,
 * a failed step that waits, an operation that runs and an incident that has ended.
 */
class InterfaceTableTest extends InterfaceTest {

    private static final String ADMINISTRATOR = "admin";

    /** The engine's own error, and nothing has changed: an administrator's body without what it needs. */
    private static final Set<String> STUMBLES =
            Set.of("POST /authorization/create", "POST /group/create", "PUT /group/{id}/members/{userId}");

    private final EngineRoutes routes = EngineRoutes.read();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, String> answered = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int requests;

    private final Map<String, List<String>> subjects = new LinkedHashMap<>();

    @Test
    void noRouteMovesATaskOrChangesTheRecordButWhereTheListSaysSo() throws Exception {
        incidents();
        Set<String> before = state();
        for (String route : EngineRouteTable.read()) {
            if (!route.contains(" /plugin/") && !route.contains(" /auth/") && !route.contains(" /setup/")) {
                everybodyTries(route);
                assertThat(changed(before)).as(route).isEmpty();
            }
        }
        assertThat(wrong).as("answers that the list does not foresee").isEmpty();
        print("/engine-rest");
    }

    @Test
    void theInterfaceOfTasklistCockpitAndAdminIsHeldToTheSameList() throws Exception {
        incidents();
        Map<String, BrowserSession> sessions = new LinkedHashMap<>();
        for (String who : List.of(ADMINISTRATOR, "olivia", "dave", "maria", "carl")) {
            sessions.put(who, BrowserSession.of(port, who, password(who)));
        }
        Set<String> before = state();
        for (String route : EngineRouteTable.read()) {
            if (!route.contains("/logout") && (!route.startsWith("GET ") || route.contains(" /plugin/"))) {
                everybodyTriesInABrowser(route, sessions);
                assertThat(changed(before)).as(route).isEmpty();
            }
        }
        assertThat(wrong).as("answers that the list does not foresee").isEmpty();
        print("/camunda/api");
    }

    private void incidents() {
        Incident approval = incident();
        Incident failed = incident();
        Incident running = incident();
        Incident over = incident();
        String gone = ended(over);
        subjects.put("task", List.of(approval(approval), failedStep(failed), gone));
        runningOperation(running);
        subjects.put("process-instance", List.of(instance(approval), instance(failed), instance(running)));
        subjects.put("execution", List.of(instance(approval), instance(running)));
        subjects.put(
                "job",
                List.of(jobs.createJobQuery()
                        .processInstanceId(instance(approval))
                        .list()
                        .get(0)
                        .getId()));
        subjects.put("history", List.of(instance(failed)));
        subjects.put(
                "process-definition",
                List.of(repository
                        .createProcessDefinitionQuery()
                        .processDefinitionKey("recover-rows")
                        .singleResult()
                        .getId()));
        subjects.put(
                "deployment",
                List.of(repository.createDeploymentQuery().list().get(0).getId()));
        subjects.put("user", List.of("no-such-user"));
        subjects.put("group", List.of("no-such-group"));
    }

    // ---------------------------------------------------------------------------------------- by name and password

    private void everybodyTries(String route) {
        List<String> people = Stream.concat(Stream.of(NOBODY), PracticeAccounts.groupByUser().keySet().stream())
                .toList();
        String verb = route.substring(0, route.indexOf(' '));
        for (String path : paths(route)) {
            Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
            for (String who : people) {
                sent.put(who, send(who, verb, "/engine-rest" + path, body(route)));
            }
            sent.forEach((who, answer) -> judge(route, path, who, answer.join()));
        }
    }

    private void judge(String route, String path, String who, HttpResponse<String> answer) {
        requests++;
        int status = answer.statusCode();
        statuses.merge(status, 1, Integer::sum);
        Rule rule = routes.rule(route.substring(0, route.indexOf(' ')), route.substring(route.indexOf(' ') + 1));
        boolean allowed = rule.allows(who.equals(ADMINISTRATOR));
        if (status / 100 == 2) {
            answered.put(route, rule.why());
        }
        boolean right = who.equals(NOBODY)
                ? status == 401
                : allowed
                        ? answerOfTheEngine(route, answer)
                        : notFoundFirst(answer)
                                || (status == 403 && answer.body().contains(who + " may not use " + route));
        if (!right) {
            wrong.add(status + " " + route + " (" + path + ") by " + who + ": " + answer.body());
        }
    }

    private static boolean answerOfTheEngine(String route, HttpResponse<String> answer) {
        return !answer.body().contains(" may not use ") && (answer.statusCode() < 500 || STUMBLES.contains(route));
    }

    /** On the way to the route: the engine has no such definition, or the body is none that the route could take. */
    private static boolean notFoundFirst(HttpResponse<String> answer) {
        return answer.statusCode() == 415
                || (answer.statusCode() == 404 && answer.body().contains("No matching "));
    }

    private List<String> paths(String route) {
        String template = route.substring(route.indexOf(' ') + 1);
        String kind = template.substring(1).replaceFirst("/.*", "");
        List<String> ids = template.contains("{id}") ? subjects.getOrDefault(kind, List.of("none")) : List.of("none");
        return ids.stream()
                .map(id -> template.replace("{id}", id)
                        .replace("{key}", "recover-rows")
                        .replace("{engine}", "default")
                        .replace("{processEngineName}", "default")
                        .replace("{varId}", "strategy")
                        .replaceAll("\\{[^}]+\\}", "none"))
                .distinct()
                .toList();
    }

    /** What would do most harm, or fits the query. */
    private static @Nullable String body(String route) {
        if (route.endsWith("/claim") || route.endsWith("/assignee")) {
            return "{\"userId\":\"arthur\"}";
        }
        if (route.endsWith("/submit-form") || route.endsWith("/complete")) {
            return "{\"variables\":{\"strategy\":{\"value\":\"point-in-time-recovery\"}}}";
        }
        if (route.endsWith("/start")) {
            return "{\"businessKey\":\"DL-2026-0001\",\"skipCustomListeners\":true,\"startInstructions\":"
                    + "[{\"type\":\"startBeforeActivity\",\"activityId\":\"mergeRows\"}]}";
        }
        return route.startsWith("GET ") ? null : route.endsWith("/retries") ? "{\"retries\":3}" : "{}";
    }

    // ---------------------------------------------------------------------------------------- in a browser

    private void everybodyTriesInABrowser(String route, Map<String, BrowserSession> sessions) {
        String verb = route.substring(0, route.indexOf(' '));
        for (String path : paths(route)) {
            String prefix =
                    route.contains(" /plugin/adminPlugins") || route.contains(" /auth/") || route.contains(" /setup/")
                            ? "/camunda/api/admin"
                            : route.contains(" /plugin/tasklist")
                                    ? "/camunda/api/tasklist"
                                    : route.contains(" /plugin/")
                                            ? "/camunda/api/cockpit"
                                            : "/camunda/api/engine/engine/default";
            sessions.forEach((who, session) -> judgeInABrowser(
                    route,
                    path,
                    who,
                    session.send(verb, prefix + path, body(route)).join()));
        }
    }

    private void judgeInABrowser(String route, String path, String who, HttpResponse<String> answer) {
        requests++;
        int status = answer.statusCode();
        statuses.merge(status, 1, Integer::sum);
        Rule rule = routes.rule(route.substring(0, route.indexOf(' ')), route.substring(route.indexOf(' ') + 1));
        boolean allowed = rule.allows(who.equals(ADMINISTRATOR));
        if (status / 100 == 2) {
            answered.put(route, rule.why());
        }
        // Camunda's own filters stand in front of Cockpit and of the setup, and refuse who has no right to the
        // application.
        boolean right = allowed ? answerOfTheEngine(route, answer) : status == 403 || notFoundFirst(answer);
        if (!right) {
            wrong.add(status + " " + route + " (" + path + ") by " + who + ": " + answer.body());
        }
    }

    private void print(String where) {
        System.out.println(
                where + ": " + routes.all().size() + " routes, " + requests + " requests, by status " + statuses);
        Map<String, Integer> reasons = new TreeMap<>();
        answered.forEach((route, why) -> reasons.merge(why, 1, Integer::sum));
        reasons.forEach((why, count) -> System.out.println("  answered by 2xx: " + count + " routes: " + why));
        assertThat(reasons).isNotEmpty();
    }
}
