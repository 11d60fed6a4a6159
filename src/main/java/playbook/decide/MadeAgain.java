package playbook.decide;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.postgres.Connections;

/** Dropped tables of whose names there is one again, made by the same transaction or since. */
final class MadeAgain {

    private static final String THERE = """
            select named.sql
              from (select pg_catalog.format('%I.%I', d.schema, d.name) as sql
                      from pg_catalog.unnest(?::pg_catalog.text[], ?::pg_catalog.text[]) as d(schema, name)) as named
             where pg_catalog.to_regclass(named.sql) is not null
             order by 1""";

    private MadeAgain() {}

    /** Their names, quoted for SQL; none when the server does not answer. */
    static List<String> of(Target target, Culprit culprit) {
        List<TableName> dropped = culprit.tables().stream()
                .filter(change -> change.operation() == TableChange.Operation.DROP)
                .map(TableChange::table)
                .toList();
        List<String> there = new ArrayList<>();
        if (dropped.isEmpty()) {
            return there;
        }
        try (Connection session = Connections.open(target);
                PreparedStatement statement = session.prepareStatement(THERE)) {
            statement.setArray(1, texts(session, dropped.stream().map(TableName::schema)));
            statement.setArray(2, texts(session, dropped.stream().map(TableName::name)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    there.add(row.getString(1));
                }
            }
            return there;
        } catch (HintedException | SQLException e) {
            return List.of();
        }
    }

    private static Array texts(Connection session, Stream<String> names) throws SQLException {
        return session.createArrayOf("text", names.toArray());
    }
}
