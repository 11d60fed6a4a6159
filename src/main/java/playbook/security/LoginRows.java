package playbook.security;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import playbook.security.LoginEntry.Outcome;

/** The table of logins in the database that all replicas share. */
record LoginRows(JdbcClient database) {

    private static final Logger LOG = LoggerFactory.getLogger(LoginRows.class);
    private static final int REFUSALS_KEPT = 100_000;

    /** The key of equal logins, which are counted in one row. */
    record Kind(String account, String address, String way, Outcome outcome) {}

    /** @return number of the row */
    long insert(Kind kind, Instant now, @Nullable String byWhom) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        database.sql("""
                        insert into playbook_login (account, address, way, outcome, tries, first_at, last_at, by_whom)
                        values (:account, :address, :way, :outcome, 1, :now, :now, :byWhom)
                        """)
                .param("account", kind.account())
                .param("address", kind.address())
                .param("way", kind.way())
                .param("outcome", kind.outcome().name())
                .param("now", utc(now))
                .param("byWhom", byWhom, Types.VARCHAR)
                .update(key, "id");
        LOG.info("login {} of {} from {} by {}", kind.outcome(), kind.account(), kind.address(), kind.way());
        return Objects.requireNonNull(key.getKey(), "the database gave the row no number")
                .longValue();
    }

    /** Adds further logins to an existing row. */
    void add(long id, long more, Instant last) {
        database.sql("update playbook_login set tries = tries + :more, last_at = :last where id = :id")
                .param("more", more)
                .param("last", utc(last))
                .param("id", id)
                .update();
    }

    void deleteBefore(Instant moment) {
        database.sql("delete from playbook_login where last_at < :old")
                .param("old", utc(moment))
                .update();
    }

    /** Deletes the oldest refusals, so that a flood of refusals does not fill the disk. */
    void deleteSurplusRefusals() {
        database.sql("""
                        -- Deletes the oldest refusals beyond the maximum number; successful logins stay.
                        delete from playbook_login where outcome in ('FAILURE', 'LIMITED') and id <= coalesce((
                            select id from playbook_login where outcome in ('FAILURE', 'LIMITED')
                            order by id desc offset :kept rows fetch first 1 rows only), 0)
                        """).param("kept", REFUSALS_KEPT).update();
    }

    List<LoginEntry> newest(int most) {
        return database.sql("""
                        select * from playbook_login order by last_at desc, id desc fetch first :most rows only
                        """)
                .param("most", most)
                .query((row, number) -> new LoginEntry(
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant(),
                        row.getString("account"),
                        row.getString("address"),
                        row.getString("way"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getLong("tries"),
                        row.getString("by_whom")))
                .list();
    }

    static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
