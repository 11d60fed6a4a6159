package playbook.practice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.evidence.Json;

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

    /**
     * This deployment with the replicas and the mode that its file asks for now: a running response may have stopped
     * replicas.
     */
    Deployment asWished(Path description) {
        if (!Files.isRegularFile(description)) {
            return this;
        }
        Deployment wished = Json.read(Home.read(description), Deployment.class);
        return new Deployment(name, wished.replicas, wished.testMode, command, environment, integrityCommand);
    }

    /**
     * A replica's environment. The test mode is added to it and not kept in the description, so that it ends with the
     * mode.
     */
    Map<String, String> replicaEnvironment() {
        Map<String, String> all = new LinkedHashMap<>(environment);
        if (testMode) {
            all.put("TEST_MODE", "true");
        }
        return all;
    }

    static List<String> webFront() {
        return JavaCommand.of(WebFront.class, SMALL);
    }

    Path replica(Home home, int number) {
        return home.applications().resolve(name).resolve("replica-" + number);
    }
}
