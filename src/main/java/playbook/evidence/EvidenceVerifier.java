package playbook.evidence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Verifies that the record was not changed after it was written; with {@link EvidenceExport} anybody else can do so
 * too.
 */
@Component
public class EvidenceVerifier {

    static final String FIRST = "0".repeat(64);

    private final JdbcClient database;

    EvidenceVerifier(JdbcClient database) {
        this.database = database;
    }

    /**
     * The result of a verification.
     *
     * @param rows number of good rows, counted from the beginning of the chain
     * @param broken what is wrong with the first bad row, null when the chain is whole
     */
    public record Verdict(long rows, @Nullable String broken) {
        public boolean whole() {
            return broken == null;
        }
    }

    public Verdict verify() {
        Checked checked = new Checked();
        try (Stream<SealedRow> rows = rows()) {
            Optional<String> bad =
                    rows.map(checked::next).flatMap(Optional::stream).findFirst();
            if (bad.isPresent()) {
                return new Verdict(checked.position, bad.get());
            }
        }
        return new Verdict(checked.position, end(checked));
    }

    private Stream<SealedRow> rows() {
        return database
                .sql("select " + SealedRow.COLUMNS
                        + " from playbook_evidence where chain_position is not null order by chain_position")
                .query(SealedRow::read)
                .stream();
    }

    /**
     * What is missing at the end of the chain, null when nothing. A chain whose end was cut off still links up, but the
     * stored head has the last hash, and each closed incident the number of its rows.
     */
    private @Nullable String end(Checked checked) {
        String head = database.sql("select hash from playbook_chain where id = 1")
                .query(String.class)
                .optional()
                .orElse("");
        if (!head.equals(checked.previous)) {
            return "the chain ends at row " + checked.position + ", but its head has another last hash: rows are"
                    + " missing at the end";
        }
        List<String> cut = database.sql("""
                        -- Closed incidents which have fewer rows than they were closed with.
                        select i.incident from playbook_incident i
                        where i.evidence_rows > (
                            select count(*) from playbook_evidence e where e.incident = i.incident)
                        order by i.incident
                        """).query(String.class).list();
        return cut.isEmpty() ? null : "incidents " + cut + " have fewer rows than they were closed with";
    }

    /** The part of the chain that was verified so far. */
    private static final class Checked {
        private long position;
        private String previous = FIRST;

        private Optional<String> next(SealedRow row) {
            if (row.position() != position + 1) {
                return Optional.of("row " + (position + 1) + " is missing; row " + row.position() + " (id " + row.id()
                        + ") follows row " + position);
            }
            String hash = SealedRow.hash(previous, row.position(), row.content());
            if (!previous.equals(row.previous()) || !hash.equals(row.hash())) {
                return Optional.of("row " + row.position() + " (id " + row.id() + ", incident " + row.incident()
                        + ") is not as it was sealed: its content or its place was changed");
            }
            position = row.position();
            previous = hash;
            return Optional.empty();
        }
    }
}
