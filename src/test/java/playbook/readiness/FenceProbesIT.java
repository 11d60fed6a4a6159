package playbook.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.postgres.TestServer;

/** What could get past the fence or make the pin fall is told before an incident. */
class FenceProbesIT {

    @Test
    void aServerWithoutTrapsIsTold() {
        try (TestServer server = TestServer.start()) {
            server.applicationRole("api");
            server.role("watcher", "IN ROLE pg_monitor");

            assertThat(said(server))
                    .anyMatch(line -> line.equals("FOUND max_slot_wal_keep_size: no limit"))
                    .noneMatch(line -> line.contains("watcher")
                            || line.contains("old_snapshot_threshold")
                            || line.contains("writes without a login"));
        }
    }

    @Test
    void eachTrapOfFenceAndPinIsTold() {
        try (TestServer server = TestServer.with()
                .set("max_slot_wal_keep_size", "32MB")
                .set("old_snapshot_threshold", "1min")
                .set("wal_level", "logical")
                .start()) {
            server.role("worker", "IN ROLE pg_monitor");
            server.role("boss", "SUPERUSER");
            server.execute(
                    "CREATE TABLE jobs (id int)",
                    "GRANT INSERT ON jobs TO worker",
                    "CREATE SUBSCRIPTION ss CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp"
                            + " WITH (connect = false, slot_name = 'x')",
                    "ALTER SUBSCRIPTION ss ENABLE",
                    "CREATE SCHEMA cron",
                    "CREATE TABLE cron.job (jobid bigint, active boolean)",
                    "INSERT INTO cron.job VALUES (7, true)");

            assertThat(said(server))
                    .contains(
                            "WEAK role worker: is a member of pg_monitor, and may write public.jobs",
                            "WEAK role boss: is superuser and can log in",
                            "WEAK writes without a login: subscription ss in database noa_db is enabled: its worker"
                                    + " writes whatever the read-only default says",
                            "WEAK writes without a login: scheduled jobs [7] (cron.job) in database noa_db are active"
                                    + " and start by themselves",
                            "WEAK max_slot_wal_keep_size: 32MB",
                            "WEAK old_snapshot_threshold: 1min");
        }
    }

    private static List<String> said(TestServer server) {
        return ServerProbes.look(server.target()).probes().stream()
                .map(probe -> probe.state() + " " + probe.what() + ": " + probe.found())
                .toList();
    }
}
