package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.evidence.Recovered;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/** A second incident after one that gave its rows back, and records that a former version wrote. */
class RecoveredBeforeTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:30:00Z");

    @Test
    void whatAnEarlierIncidentGaveBackIsMarkedAndStandsLast() {
        List<Suspect> marked = FindCulprit.marked(
                List.of(suspect(771, 1), suspect(790, 1)),
                List.of(new Recovered("DL-2026-0001", culprit(771, 1), AT, 0)));
        assertThat(marked).extracting(suspect -> suspect.culprit().xid()).containsExactly(790L, 771L);
        assertThat(marked.get(1).note()).isEqualTo("undone by DL-2026-0001 at 2026-11-22 14:30:00 UTC");
        assertThat(marked.get(1).harmless()).isTrue();
        assertThat(marked.get(1).undone()).isTrue();
        assertThat(marked.get(0).undone()).isFalse();
        assertThat(marked.get(0).harmless()).isFalse();
    }

    @Test
    void whatWasGivenBackInPartsSaysWhatIsLeftAndMayBeTheLoss() {
        Recovered partly = new Recovered("DL-2026-0001", culprit(771, 1), AT, 3);
        Suspect marked =
                FindCulprit.marked(List.of(suspect(771, 1)), List.of(partly)).get(0);
        assertThat(marked.note())
                .isEqualTo("DL-2026-0001 recovered what it destroyed, at 2026-11-22 14:30:00 UTC, except for 3 rows");
        assertThat(marked.undone()).isFalse();
        assertThat(marked.harmless()).isFalse();
        Recovered rest = new Recovered("DL-2026-0002", culprit(771, 1), AT, 0);
        assertThat(FindCulprit.marked(List.of(suspect(771, 1)), List.of(partly, rest))
                        .get(0)
                        .undone())
                .isTrue();
    }

    @Test
    void theSameNumberOnAnotherTimelineIsAnotherTransaction() {
        List<Suspect> marked = FindCulprit.marked(
                List.of(suspect(771, 2)), List.of(new Recovered("DL-2026-0001", culprit(771, 1), AT, 0)));
        assertThat(marked.get(0).harmless()).isFalse();
    }

    @Test
    void aSeriesOfWhichAnEarlierIncidentGaveBackOneCommitOnlyIsStillALoss() {
        Culprit series = Culprit.together(List.of(culprit(771, 1), culprit(772, 1)));
        List<Suspect> marked = FindCulprit.marked(
                List.of(new Suspect(series, 1, true)), List.of(new Recovered("DL-2026-0001", culprit(771, 1), AT, 0)));
        assertThat(marked.get(0).harmless()).isFalse();
        List<Suspect> all = FindCulprit.marked(
                List.of(new Suspect(series, 1, true)), List.of(new Recovered("DL-2026-0001", series, AT, 0)));
        assertThat(all.get(0).harmless()).isTrue();
    }

    /** Told of the first suspect, whose tables these are; of another one they would be untrue. */
    @Test
    void laterWritesOfASuspectThatWasUndoneAreNotToldOfTheNextOne() {
        Suspect first = suspect(771, 1);
        Suspect second = suspect(790, 1);
        CulpritSearch search = new CulpritSearch(
                Lsn.ZERO,
                Lsn.ZERO,
                AT,
                AT,
                AT,
                1,
                1,
                2,
                1,
                List.of(),
                List.of(first, second),
                List.of(),
                List.of(new CulpritSearch.LaterWrites(new TableName("public", "t"), 7, 1, 1, 1)),
                List.of(),
                0,
                1);
        assertThat(search.withSuspects(List.of(first, second)).laterWrites()).hasSize(1);
        assertThat(search.withSuspects(FindCulprit.marked(
                                search.suspects(), List.of(new Recovered("DL-2026-0001", first.culprit(), AT, 0))))
                        .laterWrites())
                .isEmpty();
    }

    @Test
    void aSearchThatAFormerVersionWroteIsStillRead() {
        CulpritSearch search = Json.read("""
                {"from":"0/1000000","until":"0/2000000","wantedFrom":"2026-11-22T13:30:00Z","firstCommitAt":null,
                 "lastCommitAt":null,"bytes":1,"seconds":1.0,"transactions":1,"medianDestroyed":1.0,"gaps":[],
                 "suspects":[{"score":1.0,"complete":true,"culprit":{"xid":771,"subtransactions":[772],
                   "firstLsn":"0/16B3748","commitLsn":"0/16B4000","endLsn":"0/16B4028","timeline":1,
                   "committedAt":"2026-11-22T14:30:00Z","tables":[{"table":{"schema":"public","name":"t"},"oid":1,
                   "operation":"DELETE","rows":5}]}}],"timeLine":[],"laterWrites":[]}""", CulpritSearch.class);
        Culprit culprit = search.suspects().get(0).culprit();
        assertThat(culprit.comparable()).isTrue();
        assertThat(culprit.also()).isEmpty();
        assertThat(culprit.lastEnd()).isEqualTo(Lsn.parse("0/16B4028"));
        assertThat(culprit.tables().get(0).detail()).isEmpty();
        assertThat(search.unnamed()).isEmpty();
        assertThat(search.suspects().get(0).note()).isEmpty();
    }

    private static Suspect suspect(long xid, int timeline) {
        return new Suspect(culprit(xid, timeline), 1, true);
    }

    private static Culprit culprit(long xid, int timeline) {
        return new Culprit(
                xid,
                List.of(),
                new Lsn(xid * 100),
                new Lsn(xid * 100 + 50),
                new Lsn(xid * 100 + 90),
                timeline,
                AT,
                List.of(new TableChange(new TableName("public", "t"), 1, TableChange.Operation.DELETE, 5)));
    }
}
