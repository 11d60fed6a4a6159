package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import playbook.incident.Incident;
import playbook.security.EngineRoutes.Rule;

/** A refused route stays refused however its path is spelled and its verb is disguised, for the task's own group too. */
class PathVariantsTest extends InterfaceTest {

    private static final String MEMBER = "maria";
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    /** How else the path of a route may be written; {@code /engine-rest} stands in front. */
    private static final Map<String, UnaryOperator<String>> SPELLINGS = new LinkedHashMap<>();

    static {
        SPELLINGS.put("plain", path -> path);
        SPELLINGS.put("trailing slash", path -> path + "/");
        SPELLINGS.put("engine in front", path -> "/engine/default" + path);
        SPELLINGS.put("engine in front, trailing slash", path -> "/engine/default" + path + "/");
        SPELLINGS.put("matrix parameter at the end", path -> path + ";x=y");
        SPELLINGS.put("matrix parameter at the resource", path -> path.replaceFirst("^(/[^/]+)", "$1;x=y"));
        SPELLINGS.put("encoded matrix parameter", path -> path + "%3Bx=y");
        SPELLINGS.put("encoded slash", path -> "/" + path.substring(1).replace("/", "%2F"));
        SPELLINGS.put("double-encoded slash", path -> "/" + path.substring(1).replace("/", "%252F"));
        SPELLINGS.put("encoded dot", path -> "/%2e" + path);
        SPELLINGS.put("encoded dots", path -> "/user/%2e%2e" + path);
        SPELLINGS.put("dot", path -> "/." + path);
        SPELLINGS.put("dots", path -> "/user/.." + path);
        SPELLINGS.put("two slashes in front", path -> "/" + path);
        SPELLINGS.put("two slashes at the end", path -> path + "//");
        SPELLINGS.put("two slashes within", path -> path.replaceFirst("(.)/", "$1//"));
        SPELLINGS.put("backslash", path -> path.replaceFirst("(.)/", "$1%5C"));
        SPELLINGS.put("capitals", path -> path.substring(0, 2).toUpperCase(Locale.ROOT) + path.substring(2));
        SPELLINGS.put("encoded letter", path -> "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2));
        SPELLINGS.put(
                "encoded end",
                path -> path.substring(0, path.length() - 1) + "%"
                        + Integer.toHexString(path.charAt(path.length() - 1)));
        SPELLINGS.put("suffix", path -> path + ".json");
        SPELLINGS.put("encoded blank", path -> path + "%20");
        SPELLINGS.put("line feed", path -> path + "%0A");
        SPELLINGS.put("NUL", path -> path + "%00");
        SPELLINGS.put("query", path -> path + "?_method=GET&x=/user");
    }

    /** These reach the route itself, so that it is the list that refuses them. */
    private static final Set<String> REACHED =
            Set.of("plain", "trailing slash", "engine in front", "engine in front, trailing slash", "query");

    private static final Set<String> IN_A_BROWSER = Set.of("plain", "trailing slash", "query");

    private final EngineRoutes routes = EngineRoutes.read();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void noSpellingOfARefusedPathLeadsAroundTheList() {
        Incident incident = incident();
        Map<String, String> ids = ids(incident);
        Set<String> before = state();
        for (String route : refused()) {
            String verb = route.substring(0, route.indexOf(' '));
            Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
            SPELLINGS.forEach((name, spelling) -> {
                String path = "/engine-rest" + spelling.apply(path(route, ids));
                sent.put(MEMBER + ", " + name, send(MEMBER, verb, path, body(route)));
                sent.put(NOBODY + ", " + name, send(NOBODY, verb, path, body(route)));
            });
            sent.forEach((how, answer) -> judge(route, how, answer.join()));
            assertThat(changed(before)).as(route).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(refusals(incident)).isNotEmpty();
        print("spellings");
    }

    /** The web applications' own way to the engine; Camunda's filters stand in front of it and refuse some spellings first. */
    @Test
    void noSpellingOfItLeadsAroundTheListInABrowserEither() throws Exception {
        Incident incident = incident();
        Map<String, String> ids = ids(incident);
        BrowserSession member = BrowserSession.of(port, MEMBER, password(MEMBER));
        Set<String> before = state();
        for (String route : refused()) {
            String verb = route.substring(0, route.indexOf(' '));
            Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
            SPELLINGS.forEach((name, spelling) -> sent.put(
                    name,
                    member.send(
                            verb,
                            "/camunda/api/engine/engine/default" + spelling.apply(path(route, ids)),
                            body(route))));
            sent.forEach((name, answer) -> {
                notDone(route, name, answer.join());
                if (IN_A_BROWSER.contains(name)) {
                    mustBeRefusedByTheList(route, MEMBER + " in a browser, " + name, answer.join());
                }
            });
            assertThat(changed(before)).as(route).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(refusals(incident)).isNotEmpty();
        print("spellings in a browser");
    }

    @Test
    void noOtherVerbAndNoOverrideOfItMovesWhatIsRefused() {
        Incident incident = incident();
        Map<String, String> ids = ids(incident);
        Set<String> before = state();
        for (String route : refused()) {
            String template = route.substring(route.indexOf(' ') + 1);
            String path = "/engine-rest" + path(route, ids);
            Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
            for (String verb : List.of("HEAD", "OPTIONS", "PATCH", "TRACE", "POST", "PUT", "DELETE", "GET", "get")) {
                if (!routes.rule(verb, template).allows(false)) {
                    sent.put(MEMBER + ", " + verb, send(MEMBER, verb, path, body(route)));
                    sent.put(NOBODY + ", " + verb, send(NOBODY, verb, path, body(route)));
                }
            }
            sent.forEach((how, answer) -> notDone(route, how, answer.join()));
            // As a verb that may be: it stays that verb, whatever a header says.
            String real = route.substring(0, route.indexOf(' '));
            for (String verb : List.of("GET", "POST")) {
                for (String override : OVERRIDES) {
                    count(send(MEMBER, verb, path, body(route), override, real).join());
                }
            }
            assertThat(changed(before)).as(route).isEmpty();
        }
        assertThat(wrong).isEmpty();
        print("verbs");
    }

    /** Of those that write: by the ids of an approval that waits. */
    private List<String> refused() {
        return routes.all().entrySet().stream()
                .filter(route -> route.getValue().who() == EngineRoutes.Who.NOBODY)
                .map(Map.Entry::getKey)
                .filter(route -> route.matches(
                        "(POST|PUT|DELETE) /(task|process-instance|execution|process-definition|job|message|signal"
                                + "|modification|condition|deployment|filter|history/process-instance)\\b.*"))
                .filter(route -> !route.contains("{tenantId}"))
                .sorted()
                .toList();
    }

    private Map<String, String> ids(Incident incident) {
        String task = approval(incident);
        return Map.of(
                "task",
                task,
                "process-instance",
                instance(incident),
                "history",
                instance(incident),
                "execution",
                tasks.createTaskQuery().taskId(task).singleResult().getExecutionId(),
                "process-definition",
                repository
                        .createProcessDefinitionQuery()
                        .processDefinitionKey("recover-rows")
                        .singleResult()
                        .getId(),
                "deployment",
                repository.createDeploymentQuery().list().get(0).getId());
    }

    private static String path(String route, Map<String, String> ids) {
        String template = route.substring(route.indexOf(' ') + 1);
        String kind = template.substring(1).replaceFirst("/.*", "");
        return template.replace("{id}", ids.getOrDefault(kind, "none"))
                .replace("{key}", "recover-rows")
                .replace("{varId}", "strategy")
                .replaceAll("\\{[^}]+\\}", "none");
    }

    /** Such as would be done if it were let through. */
    private static String body(String route) {
        if (route.contains("/variables") || route.contains("/localVariables")) {
            return route.startsWith("PUT ")
                    ? "{\"value\":\"point-in-time-recovery\"}"
                    : "{\"modifications\":{\"strategy\":{\"value\":\"point-in-time-recovery\"}}}";
        }
        return "{\"businessKey\":\"none\",\"errorCode\":\"any\",\"userId\":\"maria\",\"suspended\":true,\"name\":\"other\"}";
    }

    private void judge(String route, String how, HttpResponse<String> answer) {
        notDone(route, how, answer);
        String name = how.substring(how.indexOf(", ") + 2);
        if (!REACHED.contains(name)) {
            return;
        }
        if (!how.startsWith(NOBODY)) {
            mustBeRefusedByTheList(route, how, answer);
        } else if (answer.statusCode() != 401) {
            wrong.add(answer.statusCode() + " " + route + " by " + how + ": " + answer.body());
        }
    }

    private void mustBeRefusedByTheList(String route, String how, HttpResponse<String> answer) {
        boolean right = answer.statusCode() == 415
                || (answer.statusCode() == 403 && answer.body().contains(MEMBER + " may not use " + route + ":"));
        if (!right) {
            wrong.add(answer.statusCode() + " " + route + " by " + how + ": " + answer.body());
        }
    }

    private void notDone(String route, String how, HttpResponse<String> answer) {
        count(answer);
        Rule rule = routes.rule(route.substring(0, route.indexOf(' ')), route.substring(route.indexOf(' ') + 1));
        if (answer.statusCode() / 100 == 2 || answer.statusCode() >= 500) {
            wrong.add(answer.statusCode() + " " + route + " by " + how + ", refused since " + rule.why() + ": "
                    + answer.body());
        }
    }

    private void count(HttpResponse<String> answer) {
        statuses.merge(answer.statusCode(), 1, Integer::sum);
    }

    private void print(String what) {
        System.out.println(what + " of " + refused().size() + " refused routes: " + statuses);
    }
}
