package playbook.security;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.security.LoginEntry.Outcome;
import playbook.security.LoginRows.Kind;

/**
 * Records successful, refused and delayed logins. The first login of a kind becomes a row at once; equal logins within
 * the hour are added to that row's count within ten seconds. In a flood of names or addresses, the first sixty refusals
 * of a minute become rows of their own, and all further ones are counted in one row.
 */
@Component
class LoginRecord {

    private static final String MANY = "(many)";
    private static final Duration ONE_ROW = Duration.ofHours(1);
    private static final int REMEMBERED = 2000;
    private static final int REFUSALS_A_MINUTE = 60;

    private static final class Row {
        private final long id;
        private final Instant first;
        private Instant last;
        private long more;

        Row(long id, Instant first) {
            this.id = id;
            this.first = first;
            this.last = first;
        }
    }

    private final LoginRows table;
    private final Duration keep;
    private final InstantSource clock;
    private final Map<Kind, Row> rows = new LinkedHashMap<>(16, 0.75f, true);
    private Instant minute = Instant.EPOCH;
    private int refusals;

    @Autowired
    LoginRecord(JdbcClient database, SecurityProperties properties) {
        this(database, properties.login().keepRecord(), InstantSource.system());
    }

    LoginRecord(JdbcClient database, Duration keep, InstantSource clock) {
        this.table = new LoginRows(database);
        this.keep = keep;
        this.clock = clock;
    }

    synchronized void note(LoginAttempt attempt, Outcome outcome) {
        Instant now = clock.instant();
        Kind kind = new Kind(attempt.account(), attempt.address(), attempt.way().name(), outcome);
        if (counted(kind, now)) {
            return;
        }
        if (outcome != Outcome.SUCCESS && !hasRoom(now)) {
            kind = new Kind(MANY, MANY, attempt.way().name(), outcome);
            if (counted(kind, now)) {
                return;
            }
        }
        rows.put(kind, new Row(table.insert(kind, now, null), now));
        if (rows.size() > REMEMBERED) {
            var oldest = rows.entrySet().iterator();
            write(oldest.next().getValue());
            oldest.remove();
        }
    }

    /** Records that somebody ended the waits of a name or of an address. */
    synchronized void unlocked(String who, String byWhom) {
        rows.values().forEach(this::write);
        rows.clear();
        table.insert(new Kind(who, "", "", Outcome.UNLOCKED), clock.instant(), byWhom);
    }

    private boolean counted(Kind kind, Instant now) {
        Row row = rows.get(kind);
        if (row == null) {
            return false;
        }
        if (row.first.plus(ONE_ROW).isBefore(now)) {
            write(row);
            rows.remove(kind);
            return false;
        }
        row.more++;
        row.last = now;
        return true;
    }

    private boolean hasRoom(Instant now) {
        if (minute.plus(Duration.ofMinutes(1)).isBefore(now)) {
            minute = now;
            refusals = 0;
        }
        return refusals++ < REFUSALS_A_MINUTE;
    }

    private void write(Row row) {
        if (row.more > 0) {
            table.add(row.id, row.more, row.last);
            row.more = 0;
        }
    }

    @PreDestroy
    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
    synchronized void flush() {
        rows.values().forEach(this::write);
    }

    /** Deletes rows older than the retention time, and refusals beyond their maximum number. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void tidy() {
        table.deleteBefore(clock.instant().minus(keep));
        table.deleteSurplusRefusals();
    }

    List<LoginEntry> newest(int most) {
        return table.newest(most);
    }

    /** Forgets everything that is in memory. */
    synchronized void forget() {
        rows.clear();
        refusals = 0;
    }
}
