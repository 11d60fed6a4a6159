package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the document of a proven drill says, key by key. */
final class DrillDocument {

    private static final String[] KEYS = {
        "scenario", "method", "proven", "target", "culprit", "rows", "seconds", "writesDown", "operations", "checks"
    };
    private static final List<String> TIMES =
            List.of("toPin", "toFence", "toCulprit", "toDecision", "toRecovered", "toValidated", "toResumed", "total");
    private static final String[] OPERATIONS = {
        "copyServer",
        "dumpDatabase",
        "findCulprit",
        "countRows",
        "listBackups",
        "planRecovery",
        "mergeRows",
        "checkData",
        "testData",
        "backupAfter"
    };

    private DrillDocument() {}

    private static final String[] CUT_OVER = {
        "copyServer",
        "dumpDatabase",
        "findCulprit",
        "countRows",
        "listBackups",
        "planCutOver",
        "restoreServer",
        "replayServer",
        "promoteServer",
        "countRestored",
        "finishServer",
        "swapData",
        "checkData",
        "testData",
        "backupAfter"
    };

    private static final Set<String> FROM_THE_HEAP = Set.of("copyCatalogs", "readHeap");
    private static final Set<String> FROM_A_BACKUP =
            Set.of("restoreBase", "replayBefore", "readBefore", "replayAfter", "compareRows");

    static void assertProven(JsonNode document) {
        assertProven(document, "row-recovery", "no later write is lost", OPERATIONS);
        assertThat(document.path("rows").path("laterWritesLost").longValue()).isZero();
        List<String> ran = operations(document);
        assertThat(ran.containsAll(FROM_THE_HEAP) || ran.containsAll(FROM_A_BACKUP))
                .as("all that prepares rows in one of two ways: %s", ran)
                .isTrue();
    }

    private static boolean prepares(String operation) {
        return FROM_THE_HEAP.contains(operation) || FROM_A_BACKUP.contains(operation);
    }

    private static List<String> operations(JsonNode document) {
        List<String> names = new ArrayList<>();
        document.path("operations")
                .forEach(operation -> names.add(operation.path("name").asText()));
        return names;
    }

    /** Going back in time loses every later write, and says how many before. */
    static void assertCutOverProven(JsonNode document) {
        assertProven(document, "point-in-time-recovery", "exactly the announced later writes are lost", CUT_OVER);
        assertThat(document.path("rows").path("laterWritesLost").longValue())
                .isPositive()
                .isEqualTo(document.path("rows").path("laterWrites").longValue());
    }

    private static void assertProven(JsonNode document, String method, String lost, String... operations) {
        assertThat(names(document)).containsExactly(KEYS);
        assertThat(document.path("scenario").asText()).isEqualTo("accidental-delete");
        assertThat(document.path("method").asText()).isEqualTo(method);
        assertThat(document.path("checks"))
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.path("passed").booleanValue())
                        .as(check.toString())
                        .isTrue());
        assertThat(document.path("proven").isBoolean()).isTrue();
        assertThat(document.path("proven").booleanValue()).isTrue();
        target(document.path("target"));
        rows(document.path("rows"));
        culprit(
                document.path("culprit"),
                document.path("rows").path("destroyed").longValue());
        seconds(document.path("seconds"));
        assertThat(document.path("writesDown").doubleValue())
                .isPositive()
                .isLessThan(document.path("seconds").path("total").doubleValue());
        assertThat(document.path("operations")).allSatisfy(operation -> {
            assertThat(names(operation)).containsExactly("name", "seconds", "bytes");
            // The preparation goes on while people decide, and ends where it is when another way is chosen.
            boolean unfinished = operation.path("seconds").isNull()
                    && method.equals("point-in-time-recovery")
                    && prepares(operation.path("name").asText());
            assertThat(unfinished || operation.path("seconds").doubleValue() > 0)
                    .as(operation.toString())
                    .isTrue();
        });
        assertThat(operations(document))
                .doesNotHaveDuplicates()
                .filteredOn(name -> !prepares(name))
                .containsExactlyInAnyOrder(operations);
        assertThat(document.path("checks"))
                .extracting(check -> check.path("name").asText())
                .contains(
                        "nobody approves what he chose himself",
                        "every destroyed row is back",
                        "no row is wrong",
                        lost,
                        "the right cause was found",
                        "customers can write again");
    }

    private static void target(JsonNode target) {
        assertThat(names(target)).containsExactly("systemIdentifier", "database", "bytes");
        assertThat(target.path("systemIdentifier").asText()).matches("\\d{19,20}");
        assertThat(target.path("database").asText()).isEqualTo("noa_db");
        assertThat(target.path("bytes").longValue()).isGreaterThan(10_000_000);
    }

    private static void rows(JsonNode rows) {
        assertThat(names(rows))
                .containsExactly("destroyed", "recovered", "wrong", "laterWrites", "laterWritesLost", "conflicts");
        assertThat(rows)
                .allSatisfy(figure -> assertThat(figure.isIntegralNumber()).isTrue());
        assertThat(rows.path("destroyed").longValue()).isPositive();
        assertThat(rows.path("recovered").longValue())
                .isEqualTo(rows.path("destroyed").longValue());
        assertThat(rows.path("wrong").longValue()).isZero();
        assertThat(rows.path("laterWrites").longValue()).isPositive();
    }

    private static void culprit(JsonNode culprit, long destroyed) {
        assertThat(names(culprit)).containsExactly("xid", "lsn", "timeline", "committedAt", "tables");
        assertThat(culprit.path("xid").longValue()).isPositive();
        assertThat(culprit.path("lsn").asText()).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(culprit.path("timeline").intValue()).isEqualTo(1);
        assertThat(java.time.Instant.parse(culprit.path("committedAt").asText()))
                .isBefore(java.time.Instant.now());
        long deleted = 0;
        for (JsonNode table : culprit.path("tables")) {
            assertThat(names(table)).containsExactly("name", "operation", "rows");
            deleted += table.path("operation").asText().equalsIgnoreCase("delete")
                    ? table.path("rows").longValue()
                    : 0;
        }
        assertThat(deleted).isEqualTo(destroyed);
    }

    private static void seconds(JsonNode seconds) {
        assertThat(names(seconds)).containsExactlyElementsOf(TIMES);
        double before = 0;
        for (String name : TIMES) {
            assertThat(seconds.path(name).isNumber())
                    .as(name + " in " + seconds)
                    .isTrue();
            assertThat(seconds.path(name).doubleValue())
                    .as(name + " in " + seconds)
                    .isGreaterThan(before);
            before = seconds.path(name).doubleValue();
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
