package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.AdvancedSequences;
import playbook.incident.AdvancedSequences.Advanced;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Connections;

/** Moves every owned sequence past what its column holds, never backwards; looks first, so it may run again. */
@Component
public class AdvanceSequences implements ShortStep {

    /** There is one way to end well; everything else throws. */
    public enum Outcome {
        ADVANCED
    }

    private static final String OWNED = """
            SELECT pg_catalog.format('%I.%I', sn.nspname, s.relname), pg_catalog.format('%I.%I', tn.nspname, t.relname),
                   pg_catalog.quote_ident(a.attname), q.seqincrement, q.seqcache, q.seqmin, q.seqmax, s.oid
              FROM pg_catalog.pg_sequence q
              JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
              JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
              JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.oid
                   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
                   AND d.refobjsubid > 0
              JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
              JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
              JOIN pg_catalog.pg_type y ON y.oid = a.atttypid AND y.typcategory = 'N'
             WHERE s.relpersistence <> 't'
             ORDER BY 1
            """;

    private final Evidence evidence;

    AdvanceSequences(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "advanceSequences";
    }

    @Override
    public Act act() {
        return Act.MERGE;
    }

    @Override
    public StepResult run(Incident incident) {
        SameServer.mustBe(evidence, incident);
        return StepResult.of(Outcome.ADVANCED, advance(incident));
    }

    AdvancedSequences advance(Incident incident) {
        try (Connection connection = Connections.open(incident.target())) {
            Catalog.prepare(connection);
            List<Advanced> advanced = new ArrayList<>();
            for (List<String> sequence : Catalog.rows(connection, OWNED)) {
                advance(connection, sequence, advanced);
            }
            return new AdvancedSequences(advanced);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot advance the sequences of " + incident.target().label() + ": " + e.getMessage(),
                    "try again; it changes only sequences that lag behind.",
                    e);
        }
    }

    private static void advance(Connection connection, List<String> sequence, List<Advanced> advanced)
            throws SQLException {
        long increment = Long.parseLong(sequence.get(3));
        long last = number(connection, "SELECT last_value FROM " + sequence.get(0));
        String farthest = (increment > 0 ? "max" : "min") + "(" + sequence.get(2) + ")";
        long used = number(
                connection,
                "SELECT coalesce(pg_catalog." + farthest + ", " + last + ")::pg_catalog.int8 FROM " + sequence.get(1));
        if (increment > 0 ? used <= last : used >= last) {
            return;
        }
        // Sessions may still hold cached values: those lie within one cache beyond.
        long beyond = used + increment * Long.parseLong(sequence.get(4));
        long to = Math.min(Math.max(beyond, Long.parseLong(sequence.get(5))), Long.parseLong(sequence.get(6)));
        Catalog.rows(
                connection,
                "SELECT pg_catalog.setval(" + sequence.get(7) + "::pg_catalog.oid::pg_catalog.regclass, ?)",
                to);
        long now = number(connection, "SELECT last_value FROM " + sequence.get(0));
        if (increment > 0 ? now < to : now > to) {
            throw new HintedException(
                    "the sequence " + sequence.get(0) + " stands at " + now + ", it should stand at " + to + ".",
                    "does somebody set it back?");
        }
        advanced.add(new Advanced(sequence.get(0), last, now));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Long.parseLong(Catalog.rows(connection, sql).get(0).get(0));
    }
}
