package playbook.restore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.incident.LargeObjects;
import playbook.incident.RowKey;

/** The rows that a person named to be left out, staged beside the loss's rows; each must be one of these. */
final class LeftOutRows {

    static final String TABLE = "pg_temp.\"left_out\"";

    private final List<RowKey> rows;

    LeftOutRows(List<RowKey> rows) {
        this.rows = rows;
    }

    /** @throws HintedException when one of them is not a row of this loss */
    void stage(Merge merge, List<TableShape> shapes) throws SQLException {
        merge.execute("CREATE TEMPORARY TABLE left_out (oid pg_catalog.int8, key pg_catalog.text)");
        List<String> unknown = new ArrayList<>();
        for (RowKey row : new LinkedHashSet<>(rows)) {
            List<TableShape> itsTables = shapes.stream()
                    .filter(shape -> merge.nameOf(shape).equals(row.table()))
                    .toList();
            if (itsTables.isEmpty()) {
                unknown.add(row.words());
            }
            for (TableShape shape : itsTables) {
                merge.rows("INSERT INTO " + TABLE + " VALUES (?, ?) RETURNING oid", shape.oid(), row.key());
            }
        }
        for (TableShape shape : shapes) {
            for (List<String> key : merge.rows(merge.judging(shape).unknown())) {
                unknown.add(new RowKey(merge.nameOf(shape), key.get(0)).words());
            }
        }
        if (!unknown.isEmpty()) {
            throw new HintedException(
                    "rows were named to stay as they are that do not belong to this loss: " + String.join("; ", unknown)
                            + ". Nothing was changed.",
                    "answer \"Choose another way back\": the question comes again, and the rows can be named"
                            + " anew. Their keys are written like these: " + examples(merge, shapes) + ".");
        }
    }

    private static String examples(Merge merge, List<TableShape> shapes) throws SQLException {
        List<String> examples = new ArrayList<>();
        for (TableShape shape : shapes) {
            if (!LargeObjects.isTable(shape.oid())) {
                for (List<String> key : merge.rows(merge.judging(shape).someKeys())) {
                    examples.add(new RowKey(merge.nameOf(shape), key.get(0)).words());
                }
            }
        }
        return examples.stream().limit(5).collect(Collectors.joining("; "));
    }
}
