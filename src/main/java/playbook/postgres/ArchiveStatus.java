package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** Checks by the status files in archive_status whether the server archives its WAL. */
public final class ArchiveStatus {

    // A file that is archived has a mark .done beside it, until the server recycles the segment.
    private static final String WAITING = """
            SELECT f.name FROM pg_catalog.unnest(?::pg_catalog.text[]) AS f(name)
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_ls_archive_statusdir() s WHERE s.name = f.name || '.done')
            """;
    private static final String ARCHIVER = """
            SELECT pg_catalog.format('archive_mode %s, last archived %s, last failure %s at %s',
                       pg_catalog.current_setting('archive_mode'), COALESCE(last_archived_wal, 'nothing'),
                       COALESCE(last_failed_wal, 'none'), COALESCE(last_failed_time::text, '-'))
            FROM pg_catalog.pg_stat_archiver
            """;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private ArchiveStatus() {}

    /**
     * Switches to a new segment, and waits until the old one and the timeline's history file are archived.
     *
     * @return empty when they are, otherwise what is missing and what the archiver says
     */
    public static Optional<String> awaitTimeline(Target target, int timeline, Duration patience) {
        try (Connection session = Connections.open(target)) {
            String segment =
                    Query.one(session, "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_switch_wal())", Query::text);
            List<String> wanted =
                    timeline == 1 ? List.of(segment) : List.of("%08X.history".formatted(timeline), segment);
            List<String> missing = Await.until(
                    List::isEmpty, patience, LOOK_AGAIN, () -> Query.list(session, WAITING, Query::text, wanted));
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(missing + " are not archived after " + patience.toSeconds() + " s; "
                            + Query.one(session, ARCHIVER, Query::text));
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot ask " + target.label() + " for its archive: " + e.getMessage(), "see its log.", e);
        }
    }
}
