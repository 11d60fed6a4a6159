package playbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An application on one machine, as {@code deployment.json} in its folder describes it.
 *
 * @param command argv of one replica
 * @param integrityCommand argv of the application's own data test
 */
record Deployment(
        String name,
        int replicas,
        boolean testMode,
        List<String> command,
        Map<String, String> environment,
        List<String> integrityCommand) {

    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    static Deployment api(Home home, RangeSettings settings) {
        return new Deployment(
                "api",
                settings.replicas(),
                false,
                JavaCommand.of(Api.class, SMALL),
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(settings.port()),
                        "PGDATABASE", Home.DATABASE,
                        "PGUSER", "api",
                        "PGPASSFILE", home.passfile("api").toString(),
                        "ORACLE_DIR", home.oracle().toString(),
                        "TRAFFIC_RATE", Integer.toString(settings.rate())),
                JavaCommand.of(ApiIntegrity.class, SMALL));
    }

    static List<String> webFront() {
        return JavaCommand.of(WebFront.class, SMALL);
    }

    Path replica(Home home, int number) {
        return home.applications().resolve(name).resolve("replica-" + number);
    }
}
