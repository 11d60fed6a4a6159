package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import playbook.evidence.Json;
import playbook.incident.Figures;

/**
 * Where a response read the rows that it gave back, as its record says.
 *
 * @param source empty when no rows were compared
 * @param imaged row versions that came from page images in the WAL
 * @param backups base backups and dumps that were listed
 * @param anew tables that were made anew
 * @param valued rows that have the values of their dropped columns again
 */
record RowsRead(String source, long imaged, long backups, long anew, long valued) {

    private static final int TYPE = 4;
    private static final int CONTENT = 7;

    static final RowsRead NOTHING = new RowsRead("", 0, 0, 0, 0);

    /** @param record the incident's record as an auditor gets it, line by line (docs/evidence.md) */
    static RowsRead of(String record) {
        RowsRead read = NOTHING;
        for (String line : record.lines().toList()) {
            JsonNode row = Json.read(Json.read(line, JsonNode.class).path("row").asText("[]"), JsonNode.class);
            JsonNode said = row.path(CONTENT);
            JsonNode content = said.isTextual() ? Json.read(said.asText(), JsonNode.class) : said;
            switch (row.path(TYPE).asText()) {
                case "RowDifference" ->
                    read = new RowsRead(
                            content.path("source").asText(),
                            content.path("imaged").asLong(),
                            read.backups,
                            read.anew,
                            read.valued);
                case "TablesPlan" -> {
                    long rows = 0;
                    for (JsonNode columns : content.path("columns")) {
                        rows += columns.path("rows").asLong();
                    }
                    read = new RowsRead(read.source, read.imaged, read.backups, read.anew, rows);
                }
                case "RestoredTables" ->
                    read = new RowsRead(
                            read.source,
                            read.imaged,
                            read.backups,
                            content.path("tables").size(),
                            read.valued);
                case "BackupList" ->
                    read = new RowsRead(
                            read.source,
                            read.imaged,
                            content.path("base").size()
                                    + (long) content.path("logical").size(),
                            read.anew,
                            read.valued);
                default -> {}
            }
        }
        return read;
    }

    boolean fromHeap() {
        return source.equals("heap");
    }

    String words() {
        if (anew > 0) {
            return "made anew: " + Figures.count(anew, "table", "tables") + ".";
        }
        if (valued > 0) {
            return "columns made anew, with the values of " + Figures.rows(valued) + ".";
        }
        return source.isEmpty()
                ? "no rows were compared"
                : "read from: " + source + (imaged == 0 ? "" : ", " + Figures.rows(imaged) + " of it from the WAL")
                        + ".";
    }
}
