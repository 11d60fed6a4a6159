package playbook.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import playbook.incident.Sha256;

/**
 * Exports the record of one incident as a file. With this file anybody can prove, without the playbook, that the record
 * was not changed after it was written.
 *
 * <p>Each line is a JSON object, in the order of the one chain of all incidents, from its beginning to its end. It has
 * {@code position}, {@code previous}, {@code hash}, and for a row of this incident {@code row}, a string; for a row of
 * another incident it has {@code digest} instead. {@code digest} is the SHA-256 of {@code row}; {@code hash} is the
 * SHA-256 of {@code previous}, a line feed, {@code position} in decimal, a line feed and {@code digest}; all in UTF-8
 * and lower-case hexadecimal. {@code previous} is the hash of the line before, sixty-four zeros on the first. The
 * string {@code row} is itself a JSON array: id, incident, step, kind, type, attempt, who, content, time of writing
 * (UTC).
 */
@Component
public class EvidenceExport {

    private final JdbcClient database;
    private final Sealer sealer;

    EvidenceExport(JdbcClient database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /** Rows that are not chained yet are chained first. */
    public void write(String incident, Writer out) {
        sealer.seal();
        try (Stream<SealedRow> rows = database
                .sql("select " + SealedRow.COLUMNS
                        + " from playbook_evidence where chain_position is not null order by chain_position")
                .query(SealedRow::read)
                .stream()) {
            rows.map(row -> line(row, row.incident().equals(incident))).forEach(line -> {
                try {
                    out.write(line + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot write the record of " + incident, e);
                }
            });
        }
    }

    private static String line(SealedRow row, boolean whole) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("position", row.position());
        line.put("previous", row.previous());
        line.put("hash", row.hash());
        line.put(whole ? "row" : "digest", whole ? row.content() : Sha256.of(row.content()));
        return Json.write(line);
    }
}
