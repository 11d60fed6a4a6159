package playbook.incident;

import java.nio.file.Path;
import java.util.List;

/**
 * A database that the playbook protects.
 *
 * @param name short name from the configuration, for example {@code noa}
 * @param label what people call it
 * @param user role that recovers: superuser, never one of the application roles
 * @param passfile password file in libpq's format, readable by its owner only; passwords are nowhere else
 * @param applicationRoles roles which the fence shuts out
 * @param agentRoles superusers that a Kubernetes operator's agent beside the server uses for health checks; their
 *     sessions may stay while they write nothing
 * @param practice a practice range: every incident on it is a drill
 */
public record Target(
        String name,
        String label,
        String host,
        int port,
        String database,
        String user,
        Path passfile,
        List<String> applicationRoles,
        List<String> agentRoles,
        boolean practice) {

    /** A target whose server is not managed by a Kubernetes operator. */
    public Target(
            String name,
            String label,
            String host,
            int port,
            String database,
            String user,
            Path passfile,
            List<String> applicationRoles,
            boolean practice) {
        this(name, label, host, port, database, user, passfile, applicationRoles, List.of(), practice);
    }
}
