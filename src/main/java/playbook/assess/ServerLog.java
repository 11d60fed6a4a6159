package playbook.assess;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import playbook.incident.Resource;
import playbook.incident.StatementList.Part;

/** Reads the end of the server's log for statements that change or drop something. */
final class ServerLog {

    private static final int SHOWN = 20;
    private static final Pattern RELEVANT = Pattern.compile(
            "(?i)\\b(statement|execute [^:]*|AUDIT)\\b.{0,200}?\\b(DELETE|DROP|TRUNCATE|UPDATE|ALTER)\\b");

    private ServerLog() {}

    /** @param whyNoStatistics why pg_stat_statements gave nothing; comes before the log's own reason */
    static Part statements(Connection session, String whyNoStatistics) {
        String source = "server log";
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Resource.text("playbook/assess/server-log.sql"))) {
            if (!row.next()) {
                return Part.missing(
                        source,
                        "pg_stat_statements: " + whyNoStatistics + "; server log: the server collects none"
                                + " (logging_collector is off)");
            }
            List<List<String>> lines = relevant(new String(row.getBytes(1), StandardCharsets.UTF_8));
            return lines.isEmpty()
                    ? Part.missing(
                            source,
                            "pg_stat_statements: " + whyNoStatistics + "; server log: no such statement in the last"
                                    + " 4 MB of " + row.getString(2) + " (log_statement and pgaudit write them)")
                    : new Part(source + " " + row.getString(2), List.of("line"), lines, "");
        } catch (SQLException e) {
            return Part.missing(source, "pg_stat_statements: " + whyNoStatistics + "; server log: " + e.getMessage());
        }
    }

    /** The newest lines with a statement that changes or drops something, newest first. */
    private static List<List<String>> relevant(String log) {
        List<List<String>> lines = new ArrayList<>();
        for (String line : log.lines().toList()) {
            if (RELEVANT.matcher(line).find()) {
                lines.add(List.of(line.length() > 500 ? line.substring(0, 500) + "…" : line));
            }
        }
        Collections.reverse(lines);
        return List.copyOf(lines.subList(0, Math.min(SHOWN, lines.size())));
    }
}
