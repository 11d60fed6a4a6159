package playbook.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;
import playbook.postgres.WriteFence;

/**
 * The recovered server as a primary beside the patient, shut to everybody else.
 *
 * @param reachedLsn the proved stop
 * @param switchedAt where its timeline branches off: the same
 * @param fenced who was shut out in its data
 */
record PromotedServer(
        String host,
        int port,
        String dataDirectory,
        String systemIdentifier,
        int timeline,
        Lsn reachedLsn,
        Lsn switchedAt,
        Fenced fenced) {

    /** @param readOnly the database's own default before */
    record Fenced(
            List<WriteFence.Role> roles,
            String database,
            @Nullable String readOnly) {}
}
