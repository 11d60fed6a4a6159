package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** Switches to a new WAL segment, and waits until the old one is archived. */
@Component
public final class WalSwitch {

    // last_archived_wal may also name a history or backup file; the archiver works in order, so a later segment will
    // do.
    private static final String ARCHIVER = """
            SELECT pg_catalog.current_setting('archive_mode'),
                   COALESCE(pg_catalog.substr(last_archived_wal, 9, 16) >= pg_catalog.substr(?, 9, 16)
                            AND last_archived_wal ~ '^[0-9A-F]{24}', false),
                   pg_catalog.format('last archived %s at %s, last failure %s at %s', COALESCE(last_archived_wal, 'nothing'),
                                     COALESCE(last_archived_time::text, '-'), COALESCE(last_failed_wal, 'none'),
                                     COALESCE(last_failed_time::text, '-'))
            FROM pg_catalog.pg_stat_archiver
            """;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /**
     * Switches, and returns the segment that is complete now; without writes since the last switch, that is the
     * previous one.
     */
    public String switchOut(Target target) {
        try (Connection session = Connections.open(target)) {
            return Query.one(session, "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_switch_wal())", Query::text);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** @return empty once it is archived, otherwise why it was not seen in time */
    public Optional<String> awaitArchived(Target target, String segment, Duration patience) {
        try (Connection session = Connections.open(target)) {
            Archiver last = Await.until(
                    seen -> seen.off() || seen.done(),
                    patience,
                    LOOK_AGAIN,
                    () -> Query.one(
                            session,
                            ARCHIVER,
                            row -> new Archiver(Query.text(row), row.getBoolean(2), Query.text(row, 3)),
                            segment));
            if (last.off()) {
                return Optional.of("archive_mode is off: " + segment + " lies only in pg_wal");
            }
            return last.done()
                    ? Optional.empty()
                    : Optional.of(segment + " was not archived within " + patience.toSeconds() + " s; " + last.told()
                            + "; the WAL slot keeps it in pg_wal");
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    private record Archiver(String mode, boolean done, String told) {

        boolean off() {
            return mode.equals("off");
        }
    }

    private static HintedException failed(Target target, SQLException e) {
        return new HintedException(
                "cannot switch the WAL segment of " + target.label() + ": " + e.getMessage(),
                "see the server's log.",
                e);
    }
}
