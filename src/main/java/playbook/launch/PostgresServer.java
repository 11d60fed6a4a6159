package playbook.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of this machine, by its data folder. */
record PostgresServer(Path data, Path bin, Children children) {

    boolean alive() {
        return PidFile.running(data.resolve("postmaster.pid"), data.toString()).isPresent();
    }

    /** A server that does not run is left as it is. */
    void stop(String mode) {
        if (alive()) {
            children.run(List.of(program("pg_ctl"), "-D", data.toString(), "-m", mode, "-w", "-s", "stop"), Map.of());
        }
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }
}
