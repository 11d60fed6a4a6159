package playbook.security;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Who came in, who did not, who had to wait: a row when it happens, equal ones of an hour counted in it within ten
 * seconds. A flood of names or addresses is one row a minute beyond the first sixty.
 */
@Component
class LoginRecord {

    private static final Logger LOG = LoggerFactory.getLogger(LoginRecord.class);
    private static final String MANY = "(many)";
    private static final Duration ONE_ROW = Duration.ofHours(1);
    private static final int REMEMBERED = 2000;
    private static final int REFUSALS_A_MINUTE = 60;
    private static final int REFUSALS_KEPT = 100_000;

    enum Outcome {
        SUCCESS,
        FAILURE,
        LIMITED,
        UNLOCKED
    }

    /** A row, as auditors read it. */
    record Entry(
            Instant firstAt,
            Instant lastAt,
            String account,
            String address,
            String way,
            Outcome outcome,
            long tries,
            @Nullable String byWhom) {

        /** For people; empty for who ended a wait. */
        public String door() {
            return way.isEmpty() ? "" : spoken(LoginAttempt.Way.valueOf(way));
        }

        private static String spoken(LoginAttempt.Way way) {
            return switch (way) {
                case FORM -> "login page";
                case API -> "the playbook's interface";
                case ENGINE -> "the engine's interface";
                case PAGES -> "a page that asked again";
            };
        }

        /** For people. */
        public String ending() {
            return switch (outcome) {
                case SUCCESS -> "logged in";
                case FAILURE -> "wrong name or password";
                case LIMITED -> "had to wait, was not heard";
                case UNLOCKED -> "the wait was ended" + (byWhom == null ? "" : " by " + byWhom);
            };
        }
    }

    private record Equal(String account, String address, String way, Outcome outcome) {}

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

    private final JdbcClient database;
    private final Duration keep;
    private final InstantSource clock;
    private final Map<Equal, Row> rows = new LinkedHashMap<>(16, 0.75f, true);
    private Instant minute = Instant.EPOCH;
    private int refusals;

    @Autowired
    LoginRecord(JdbcClient database, SecurityProperties properties) {
        this(database, properties.login().keepRecord(), InstantSource.system());
    }

    LoginRecord(JdbcClient database, Duration keep, InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    synchronized void note(LoginAttempt attempt, Outcome outcome) {
        Instant now = clock.instant();
        Equal equal =
                new Equal(attempt.account(), attempt.address(), attempt.way().name(), outcome);
        if (counted(equal, now)) {
            return;
        }
        if (outcome != Outcome.SUCCESS && !hasRoom(now)) {
            equal = new Equal(MANY, MANY, attempt.way().name(), outcome);
            if (counted(equal, now)) {
                return;
            }
        }
        rows.put(equal, new Row(insert(equal, now, null), now));
        if (rows.size() > REMEMBERED) {
            var oldest = rows.entrySet().iterator();
            write(oldest.next().getValue());
            oldest.remove();
        }
    }

    /** Who ended the waits of a name or of an address. */
    synchronized void unlocked(String who, String byWhom) {
        rows.values().forEach(this::write);
        rows.clear();
        insert(new Equal(who, "", "", Outcome.UNLOCKED), clock.instant(), byWhom);
    }

    private boolean counted(Equal equal, Instant now) {
        Row row = rows.get(equal);
        if (row == null) {
            return false;
        }
        if (row.first.plus(ONE_ROW).isBefore(now)) {
            write(row);
            rows.remove(equal);
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

    private long insert(Equal equal, Instant now, @Nullable String byWhom) {
        var key = new GeneratedKeyHolder();
        database.sql("""
                        insert into playbook_login (account, address, way, outcome, tries, first_at, last_at, by_whom)
                        values (:account, :address, :way, :outcome, 1, :now, :now, :byWhom)
                        """)
                .param("account", equal.account())
                .param("address", equal.address())
                .param("way", equal.way())
                .param("outcome", equal.outcome().name())
                .param("now", utc(now))
                .param("byWhom", byWhom, java.sql.Types.VARCHAR)
                .update(key, "id");
        LOG.info("login {} of {} from {} by {}", equal.outcome(), equal.account(), equal.address(), equal.way());
        return Objects.requireNonNull(key.getKey(), "the database gave the row no number")
                .longValue();
    }

    private void write(Row row) {
        if (row.more > 0) {
            database.sql("update playbook_login set tries = tries + :more, last_at = :last where id = :id")
                    .param("more", row.more)
                    .param("last", utc(row.last))
                    .param("id", row.id)
                    .update();
            row.more = 0;
        }
    }

    @PreDestroy
    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
    synchronized void flush() {
        rows.values().forEach(this::write);
    }

    /** The record is kept for its time, and a flood of refusals does not fill the disk. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void tidy() {
        database.sql("delete from playbook_login where last_at < :old")
                .param("old", utc(clock.instant().minus(keep)))
                .update();
        database.sql("""
                        -- The oldest refusals beyond the number that is kept; who came in stays.
                        delete from playbook_login where outcome in ('FAILURE', 'LIMITED') and id <= coalesce((
                            select id from playbook_login where outcome in ('FAILURE', 'LIMITED')
                            order by id desc offset :kept rows fetch first 1 rows only), 0)
                        """).param("kept", REFUSALS_KEPT).update();
    }

    List<Entry> newest(int most) {
        return new ArrayList<>(database.sql("""
                        select * from playbook_login order by last_at desc, id desc fetch first :most rows only
                        """)
                .param("most", most)
                .query((row, number) -> new Entry(
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant(),
                        row.getString("account"),
                        row.getString("address"),
                        row.getString("way"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getLong("tries"),
                        row.getString("by_whom")))
                .list());
    }

    /** As if nothing had been noted since the start. */
    synchronized void forget() {
        rows.clear();
        refusals = 0;
    }

    static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
