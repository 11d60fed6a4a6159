package playbook.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Resource;

/**
 * The list of routes that a client may use on the engine's interface, from {@code engine-routes.txt}; all other routes
 * are refused.
 */
final class EngineRoutes {

    private static final String FILE = "playbook/security/engine-routes.txt";

    /** The rule for a route that is not on the list, such as a new route of a later engine version. */
    private static final Rule UNKNOWN =
            new Rule(Who.NOBODY, "it is not on the playbook's list of what a client may do", "see docs/security.md.");

    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private EngineRoutes() {}

    /** Who may use a route. */
    enum Who {
        EVERYONE,
        ADMINISTRATORS,
        NOBODY
    }

    /**
     * The rule for one route.
     *
     * @param why the route is allowed or refused
     * @param instead what a refused person can do instead; empty when the route is allowed
     */
    record Rule(Who who, String why, String instead) {

        boolean allows(boolean administrator) {
            return who == Who.EVERYONE || (who == Who.ADMINISTRATORS && administrator);
        }
    }

    static EngineRoutes read() {
        EngineRoutes routes = new EngineRoutes();
        routes.add(Resource.text(FILE).lines().toList());
        return routes;
    }

    /** @param template the engine's path template, as in the file */
    Rule rule(String verb, String template) {
        return rules.getOrDefault((verb.equals("HEAD") ? "GET" : verb) + " " + template, UNKNOWN);
    }

    Map<String, Rule> all() {
        return Map.copyOf(rules);
    }

    private void add(List<String> lines) {
        Rule rule = UNKNOWN;
        for (String line : lines) {
            if (line.startsWith(" ")) {
                String[] route = line.strip().split("\\s+", -1);
                if (route.length != 2 || rules.put(route[0] + " " + route[1], rule) != null) {
                    throw new IllegalStateException(FILE + ": twice, or no route: '" + line.strip() + "'");
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rule = head(line);
            }
        }
    }

    private static Rule head(String line) {
        String[] parts = line.split("\\s*\\|\\s*", -1);
        return switch (parts[0]) {
            case "allow everyone" -> new Rule(Who.EVERYONE, parts[1], "");
            case "allow administrators" -> new Rule(Who.ADMINISTRATORS, parts[1], "ask an administrator.");
            case "refuse" -> new Rule(Who.NOBODY, parts[1], parts[2] + ".");
            default -> throw new IllegalStateException(FILE + ": neither allow nor refuse: '" + line + "'");
        };
    }
}
