package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import playbook.incident.Defects;
import playbook.incident.Defects.Defect;
import playbook.incident.Defects.Kind;
import playbook.incident.Defects.Looked;
import playbook.incident.Resource;

/** Looks for violations of the database's own rules, in one session and without writing. */
public final class DefectReading {

    /** One result row of a kind's query. */
    private record Row(
            String name, @Nullable String state, @Nullable String reading) {}

    private DefectReading() {}

    /** Checks every kind of defect; if one cannot be checked, its result says why, and the others are still checked. */
    public static Defects all(Connection session) {
        List<Looked> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            try {
                kinds.add(of(session, kind));
            } catch (SQLException e) {
                kinds.add(new Looked(kind, 0, List.of(), String.valueOf(e.getMessage())));
            }
        }
        return new Defects(kinds, Instant.now());
    }

    public static Looked of(Connection session, Kind kind) throws SQLException {
        String file = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<Row> rows = new ArrayList<>();
        List<Defect> found = new ArrayList<>();
        try (Statement statement = session.createStatement()) {
            // Rows are counted in the tables themselves: an index may be the one that is wrong, or empty on a partial
            // copy.
            statement.execute("set enable_indexscan = off");
            statement.execute("set enable_indexonlyscan = off");
            statement.execute("set enable_bitmapscan = off");
            try (ResultSet row = statement.executeQuery(Resource.text("playbook/postgres/defects/" + file + ".sql"))) {
                while (row.next()) {
                    rows.add(new Row(row.getString("name"), row.getString("state"), row.getString("reading")));
                }
            }
            for (Row row : rows) {
                look(statement, row, found);
            }
        }
        return new Looked(kind, rows.size(), found, null);
    }

    private static void look(Statement statement, Row row, List<Defect> found) throws SQLException {
        if (row.state() != null) {
            found.add(new Defect(row.name(), false, 1, row.state()));
        }
        if (row.reading() == null) {
            return;
        }
        try (ResultSet counted = statement.executeQuery(row.reading())) {
            counted.next();
            if (counted.getLong(1) > 0) {
                found.add(new Defect(row.name(), true, counted.getLong(1), counted.getString(2)));
            }
        }
    }
}
