package playbook.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.Resource;
import playbook.validate.CheckData.PlannedTable;
import playbook.validate.CheckData.PlannedValues;

/** Compares each row that came back with the values that the plan gave it, column by column. */
final class ValueChecks {

    private ValueChecks() {}

    static Verdict agree(Connection session, PlannedValues planned) throws SQLException {
        List<String> troubles = new ArrayList<>();
        long rows = 0;
        for (PlannedTable table : planned.tables()) {
            String comparison = comparison(session, planned.rescueSchema(), table);
            if (comparison.isEmpty()) {
                troubles.add(table.table() + " is gone");
                continue;
            }
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(comparison)) {
                row.next();
                rows += row.getLong(1);
                if (row.getLong(2) > 0) {
                    troubles.add(table.table() + ": " + row.getLong(2) + " of " + row.getLong(1)
                            + (table.key().isEmpty()
                                    ? " rows are not there with their values"
                                    : " rows are not there"));
                }
                Long[] differing = (Long[]) row.getArray(3).getArray();
                for (int i = 0; i < differing.length; i++) {
                    if (differing[i] > 0) {
                        troubles.add(table.table() + ": " + differing[i] + " of " + row.getLong(1)
                                + " rows have another value in "
                                + table.columns().get(i) + " than planned");
                    }
                }
            }
        }
        return troubles.isEmpty() && rows == 0
                ? Verdict.notLookedAt("no row came back")
                : Verdict.of(troubles, rows + " rows have the values of the plan in every column");
    }

    /** Empty when the table is gone. */
    private static String comparison(Connection session, String rescueSchema, PlannedTable table) throws SQLException {
        try (PreparedStatement statement =
                session.prepareStatement(Resource.text("playbook/validate/planned-values.sql"))) {
            statement.setString(1, rescueSchema);
            statement.setLong(2, table.oid());
            statement.setArray(3, session.createArrayOf("text", table.columns().toArray()));
            statement.setArray(4, session.createArrayOf("text", table.key().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
