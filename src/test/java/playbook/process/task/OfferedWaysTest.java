package playbook.process.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;

/** What may be chosen, and what the form shows of it, whatever an edited decision table says. */
class OfferedWaysTest {

    private static final Option ROWS = option("row-recovery", "");
    private static final Option SERVER = option("point-in-time-recovery", "");
    private static final Option TABLE = option("table-restore", "it is not built.");

    @Test
    void theFirstThatCanBeTakenNeedsNoReason() {
        OfferedWays ways = new OfferedWays(
                List.of("table-restore", "row-recovery", "point-in-time-recovery"), judged(TABLE, ROWS, SERVER));
        assertThatCode(() -> ways.mustHave("row-recovery", "")).doesNotThrowAnyException();
        assertThatCode(() -> ways.mustHave("point-in-time-recovery", "quicker")).doesNotThrowAnyException();
        refused(
                ways,
                "point-in-time-recovery",
                "'point-in-time-recovery' is not the recommended 'row-recovery', and no reason is given");
        refused(ways, "table-restore", "'table-restore' can't be done here: it is not built.");
        refused(ways, "prayer", "'prayer' is not one of the ways back ");
    }

    /** An expert's table that ranks nothing leaves a next step all the same. */
    @Test
    void whatTheTableDoesNotRankCanBeTakenWithAReason() {
        OfferedWays ways = new OfferedWays(List.of("table-restore"), judged(TABLE, SERVER));
        assertThatCode(() -> ways.mustHave("point-in-time-recovery", "nothing else is left"))
                .doesNotThrowAnyException();
        refused(
                ways,
                "point-in-time-recovery",
                "the decision table recommends none of the ways that can be taken here, and no reason is given for"
                        + " 'point-in-time-recovery'");
    }

    /** The step that judges them was done by hand: only what the playbook goes itself can be chosen. */
    @Test
    void whereNothingWasJudgedOnlyBuiltWaysAreTaken() {
        OfferedWays ways = new OfferedWays(List.of("restore-and-replay", "row-recovery"), judged());
        assertThatCode(() -> ways.mustHave("row-recovery", "")).doesNotThrowAnyException();
        refused(ways, "restore-and-replay", "'restore-and-replay' can't be done here: it is not built in this version");
    }

    @Test
    void theFormShowsTheTablesOrderThenTheRestThenWhatCannotBeDone() {
        Map<String, String> ranked = new LinkedHashMap<>();
        ranked.put("table-restore", "Only the table comes back.");
        ranked.put("row-recovery", "Exactly its effect goes back.");
        List<Map<String, Object>> rows = StrategyRows.of(ranked, judged(SERVER, ROWS, TABLE));

        assertThat(rows)
                .extracting(row -> row.get("strategy") + " | " + row.get("available") + " | " + row.get("reason"))
                .containsExactly(
                        "row-recovery | yes | Exactly its effect goes back.",
                        "point-in-time-recovery | yes | The decision table does not recommend it for this loss.",
                        "table-restore | no | Cannot be done: it is not built.");
        assertThat(rows)
                .extracting(row ->
                        row.get("title") + " | " + row.get("way") + " | " + row.get("loss") + " | " + row.get("time"))
                .containsExactly(
                        "Row recovery | Row recovery. Best for: Rows deleted or changed by a known transaction. | loses | 30 s"
                                + " (measured on 2026-11-22: 85 MB/s)",
                        "Point-in-time recovery | Point-in-time recovery. Best for: Recent accidental changes, specific timestamp"
                                + " known. | loses | 30-60 min"
                                + " (not measured on this database)",
                        "Selective table restore | Selective table restore. Best for: Single table affected, rest of database"
                                + " intact. | loses | 1-2 hours"
                                + " (not measured on this database)");
    }

    /** Whoever takes it says why, in words of his own; the form shows what is beyond, and asks only for such a way. */
    @Test
    void aWayBeyondWhatWasAgreedNeedsItsOwnReason() {
        Option beyond = new Option(
                "point-in-time-recovery",
                "title",
                "best for",
                true,
                "",
                2_700L,
                "measured on 2026-11-22: 85 MB/s",
                "loses.",
                List.of("It gives up the writes of 2 h 03 min; agreed are at most 15 min 00 s."));
        OfferedWays ways = new OfferedWays(List.of("point-in-time-recovery", "row-recovery"), judged(beyond, ROWS));
        assertThatThrownBy(() -> ways.mustBeExcused("point-in-time-recovery", " "))
                .hasMessageStartingWith("'point-in-time-recovery' is beyond what was agreed, and nobody says why it is"
                        + " taken all the same: It gives up the writes of 2 h 03 min; agreed are at most 15 min 00 s.");
        assertThatCode(() -> ways.mustBeExcused("point-in-time-recovery", "the board wants it"))
                .doesNotThrowAnyException();
        assertThatCode(() -> ways.mustBeExcused("row-recovery", "")).doesNotThrowAnyException();
        assertThat(StrategyRows.of(Map.of("row-recovery", "why"), ways.judged()))
                .extracting(row -> row.get("strategy") + " | " + row.get("beyond") + " | " + row.get("loss"))
                .containsExactly(
                        "row-recovery | no | loses",
                        "point-in-time-recovery | yes | loses. BEYOND WHAT WAS AGREED: It gives up the writes of 2 h 03 min;"
                                + " agreed are at most 15 min 00 s.");
    }

    private static void refused(OfferedWays ways, String chosen, String message) {
        assertThatThrownBy(() -> ways.mustHave(chosen, " ")).hasMessageStartingWith(message);
    }

    private static StrategyOptions judged(Option... options) {
        return new StrategyOptions(List.of(options));
    }

    private static Option option(String method, String reason) {
        boolean measured = method.equals("row-recovery");
        return new Option(
                method,
                "title",
                "best for",
                reason.isEmpty(),
                reason,
                measured ? 30L : 2_700L,
                measured ? "measured on 2026-11-22: 85 MB/s" : StrategyOptions.NOT_MEASURED,
                "loses");
    }
}
