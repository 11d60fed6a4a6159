package playbook.wayback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.wayback.CameBack.Figure;

/** What pages and reports say of it, from the record alone. */
class CameBackTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:40:00Z");
    private static final String CULPRIT = """
            {"xid": 771, "committedAt": "2026-11-22T14:00:00Z", "timeline": 1,
             "tables": [{"table": {"schema": "public", "name": "users"}, "oid": 1, "operation": "DELETE", "rows": 40}]}""";
    private static final String MERGED = """
            {"planHash": "h", "rescueSchema": "playbook_rescue_dl_1", "at": "2026-11-22T14:40:00Z",
             "tables": [{"table": {"schema": "public", "name": "users"}, "oid": 1, "inserted": 38, "updated": 0, "removed": 0}]}""";
    private static final String PLAN = """
            {"stop": {"kind": "TRANSACTION", "value": "771", "timeline": 1}, "lostTransactions": 1204,
             "lost": [{"table": {"schema": "public", "name": "users"}, "inserted": 1, "updated": 2, "deleted": 3}],
             "elsewhere": [{"database": "other", "transactions": 3}], "warnings": [], "hash": "h"}""";
    private static final String IN_PLACE = "{\"direction\": \"forward\", \"aside\": \"/data.before\"}";

    private final List<Entry> entries = new ArrayList<>();

    @Test
    void nothingCameBackWhereNothingWasDone() {
        found("Culprit", CULPRIT);
        assertThat(back()).isNull();
        assertThat(TestWays.all().figures(new Findings(entries)))
                .extracting(Figure::count, Figure::source)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0L, null), org.assertj.core.groups.Tuple.tuple(0L, null));
    }

    @Test
    void rowsThatWereMergedAreToldWithWhatIsMissing() {
        found("Culprit", CULPRIT);
        found("MergeResult", MERGED);
        assertThat(back().inShort()).isEqualTo("38 of 40 rows; 2 did not come back");
        assertThat(back().complete()).isFalse();
        assertThat(back().source().id()).isEqualTo(2);
        found("UndoResult", "{}");
        assertThat(back()).as("taken back").isNull();
    }

    @Test
    void aServerThatWentBackIsToldWithWhatWasUndone() {
        found("Culprit", CULPRIT);
        found("CutOverPlan", PLAN);
        found("DataInPlace", IN_PLACE);
        assertThat(back().inShort()).endsWith("; 1\u202f204 later transactions are undone");
        assertThat(back().sentence())
                .endsWith("Undone with it: 1\u202f204 later transactions on this database, 3 on other");
        assertThat(back().afterwards())
                .isEqualTo("The data that was in place before is kept in /data.before until a person removes it");
        assertThat(back().rows()).containsExactly(List.of("public.users", "1", "2", "3"));
        found("DataInPlace", IN_PLACE.replace("forward", "back"));
        assertThat(back()).as("exchanged back").isNull();
    }

    /** Rows may be merged into a server that went back in time. */
    @Test
    void whatCameBackLastIsTold() {
        found("Culprit", CULPRIT);
        found("CutOverPlan", PLAN);
        found("DataInPlace", IN_PLACE);
        found("MergeResult", MERGED);
        assertThat(back().inShort()).startsWith("38 of 40 rows");
        found("DataInPlace", IN_PLACE);
        assertThat(back().inShort()).startsWith("the whole server");
    }

    @SuppressWarnings("NullAway")
    private CameBack back() {
        return TestWays.all().cameBack(new Findings(entries)).orElse(null);
    }

    private void found(String type, String content) {
        entries.add(new Entry(entries.size() + 1L, Kind.FOUND, "step", type, "", content, AT));
    }
}
