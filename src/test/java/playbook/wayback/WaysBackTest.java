package playbook.wayback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.LossKind;
import playbook.incident.Lsn;
import playbook.incident.Method;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyFacts;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.platform.Servers;

class WaysBackTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final String OPENS =
            " The dead rows of the damaged tables are looked at now, which needs no backup: where all are still there, this way"
                    + " opens here by itself.";

    private static final String LISTED_ONCE =
            " A later repair is only noticed by a new response, because backups are listed at the beginning.";

    /** The record says of a way that the playbook goes it exactly when a class goes it. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void aMethodIsBuiltWhenItsWayIs(Method method) {
        WaysBack ways = TestWays.all();
        assertThat(ways.built(method).isPresent()).isEqualTo(method.built());
        assertThat(ways.all()).filteredOn(way -> way.method() == method).hasSize(1);
        assertThat(Method.of(method.word())).hasValue(method);
        ways.built(method).ifPresent(way -> assertThat(way.steps()).isNotEmpty());
    }

    @Test
    void aWayThatIsMissingOrTwiceThereStopsTheStart() {
        assertThatThrownBy(() -> new WaysBack(List.of(new RowRecovery())))
                .hasMessageContaining("no way for some of ")
                .hasMessageContaining("POINT_IN_TIME_RECOVERY");
        assertThatThrownBy(() -> new WaysBack(List.of(new RowRecovery(), new RowRecovery())))
                .hasMessage("two ways for ROW_RECOVERY");
    }

    @Test
    void rowRecoveryNeedsAllItsFacts() {
        assertThat(rows(here(culprit(Operation.DELETE), 20, 1000, List.of(), 200)))
                .isEmpty();
        assertThat(rows(here(culprit(Operation.DELETE), 20, 1000, List.of(), -1)))
                .hasValue("The server does not answer, so there is nowhere to give rows back to.");
        assertThat(rows(here(null, 20, 1000, List.of(), 200)))
                .hasValue("The transaction that destroyed the rows is not known.");
        assertThat(rows(here(Culprit.nobody(new Lsn(500), 1, AT.plusSeconds(60)), 20, 1000, List.of(), 200)))
                .hasValue(
                        "Nobody knows which transaction did it: there is a time to go back to, and nothing to compare.");
        assertThat(rows(here(culprit(Operation.DROP), 20, 1000, List.of(), 200)))
                .hasValue(
                        "The culprit dropped or altered whole tables, or emptied one that is gone since: there are no rows to compare."
                                + " Selective table restore makes anew what was dropped; point-in-time recovery brings all of it back,"
                                + " with the whole server.");
        assertThat(rows(here(culprit(Operation.DELETE), 150, 1000, List.of(), 200)))
                .hasValue(
                        "No base backup ended before the culprit began: the oldest of 1, b1, ends at 0/96 (2026-11-22T10:00:00Z) on timeline"
                                + " 1, the culprit begins at 0/64 on timeline 1." + LISTED_ONCE + OPENS);
        assertThat(rows(here(culprit(Operation.DELETE), 20, 230, List.of(), 200)))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith(
                                "The WAL archive does not reach far enough. From the base backup b1 a recovery gets to 0/E6 and"
                                        + " no further, the culprit's transaction ended at 0/"));
    }

    @Test
    void tablesAreMadeAnewOnlyWhereNothingElseWasDestroyed() {
        TableChange dropped = new TableChange(new TableName("public", "orders"), 7, Operation.DROP, 12);
        assertThat(tables(culprit(List.of(dropped)), 20)).isEmpty();
        assertThat(tables(culprit(Operation.DELETE), 20))
                .startsWith("No table and no column was dropped, so there is none to make anew.");
        assertThat(tables(culprit(List.of(dropped, altered("drops column a, drops column b"))), 20))
                .isEmpty();
        assertThat(tables(
                        culprit(List.of(altered("drops column a, changes the type of column b from text to integer"))),
                        20))
                .startsWith("No table and no column was dropped, so there is none to make anew.");
        assertThat(tables(culprit(List.of(dropped, altered("narrows column b (integer)"))), 20))
                .startsWith("The same transaction also destroyed data of tables that still exist (public.users)");
        assertThat(tables(culprit(List.of(altered("computes column drops column a anew (text)"))), 20))
                .startsWith("No table and no column was dropped");
        assertThat(tables(
                        culprit(List.of(
                                dropped, new TableChange(new TableName("public", "users"), 8, Operation.DELETE, 3))),
                        20))
                .startsWith(
                        "The same transaction also destroyed data of tables that still exist (public.users), which this"
                                + " way would not give back.");
        assertThat(tables(
                        culprit(List.of(new TableChange(new TableName("public", "orders"), 0, Operation.DROP, 12))),
                        20))
                .startsWith("It is not known which table in the base backup the dropped one is.");
        assertThat(tables(culprit(List.of(dropped)), 150)).startsWith("No base backup ended before the culprit began");
        assertThat(tables(Culprit.nobody(new Lsn(500), 1, AT.plusSeconds(60)), 20))
                .startsWith("The transaction that dropped the table is not known.");
        assertThat(new TableRestore()
                        .loses(here(
                                culprit(List.of(
                                        dropped,
                                        new TableChange(
                                                new TableName("public", "carts"),
                                                9,
                                                Operation.DROP,
                                                -1,
                                                TableChange.UNLOGGED))),
                                20,
                                1000,
                                List.of(),
                                200)))
                .contains("later writes stay")
                .endsWith(
                        "Unlogged tables come back empty, as their rows are in no WAL and in no base backup: public.carts.");
    }

    @Test
    void columnsOfPartitionedAndInheritedTablesAreNotPromised() {
        Culprit culprit = culprit(List.of(altered("drops column a")));
        for (Map.Entry<String, String> definition : Map.of(
                        "partitioned table public.users", "partition none of none, by RANGE (id)",
                        "table public.users", "partition FOR VALUES IN (1) of public.all_users")
                .entrySet()) {
            assertThat(new TableRestore().impossible(withSchema(culprit, definition)))
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith(
                                    "The columns of public.users can't be made anew: it is partitioned, a partition"));
        }
        assertThat(new TableRestore()
                        .impossible(withSchema(culprit, Map.entry("table public.users", "partition none of none"))))
                .isEmpty();
    }

    /** Two tables of one name can't be: told with what sets today's one aside, before anybody chooses. */
    @Test
    void whereATableWasMadeAgainItIsToldHowToSetItAside() {
        Situation here = here(culprit(Operation.DROP), 20, 1000, List.of(), 200);
        assertThat(new TableRestore().impossible(here)).isEmpty();
        Situation again = new Situation(
                here.incident(),
                here.facts(),
                here.culprit(),
                null,
                here.backups(),
                null,
                null,
                Optional.empty(),
                List.of("public.\"Users\""),
                Optional.empty());
        assertThat(new TableRestore().impossible(again))
                .hasValueSatisfying(
                        why -> assertThat(why)
                                .startsWith(
                                        "There is a table of that name again, made by the same transaction or since: public.\"Users\".")
                                .contains(
                                        "BEGIN READ WRITE; CREATE SCHEMA set_aside; ALTER TABLE public.\"Users\" SET SCHEMA set_aside; COMMIT;"));
    }

    private static Situation withSchema(Culprit culprit, Map.Entry<String, String> definition) {
        Situation here = here(culprit, 20, 1000, List.of(), 200);
        return new Situation(
                here.incident(),
                here.facts(),
                culprit,
                null,
                here.backups(),
                new SchemaFingerprint(Map.ofEntries(definition), AT),
                null,
                Optional.empty());
    }

    private static TableChange altered(String detail) {
        return new TableChange(new TableName("public", "users"), 8, Operation.ALTER, 3, detail);
    }

    private static String tables(Culprit culprit, long backupEnds) {
        return new TableRestore()
                .impossible(here(culprit, backupEnds, 1000, List.of(), 200))
                .orElse("");
    }

    @Test
    void whatWasDroppedBesideEmptiedTablesIsToldAsNotComingBack() {
        Culprit emptied =
                culprit(List.of(new TableChange(new TableName("public", "orders"), 7, Operation.TRUNCATE, -1)));
        assertThat(emptied.comparable()).isTrue();
        Culprit more = new Culprit(
                emptied.xid(),
                List.of(),
                emptied.firstLsn(),
                emptied.commitLsn(),
                emptied.endLsn(),
                1,
                AT,
                emptied.tables(),
                List.of("view public.open_orders"),
                null);
        assertThat(rows(here(emptied, 20, 1000, List.of(), 200))).isEmpty();
        assertThat(rows(here(emptied, 150, 1000, List.of(), 200)))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("No base backup ended before the culprit began")
                        .doesNotContain("dead rows"));
        assertThat(Losses.ofRows(emptied, null, null)).startsWith("Nothing: ");
        assertThat(Losses.ofRows(more, null, null))
                .isEqualTo(
                        "All but this: destroyed rows come back, later writes stay; conflicts are listed for a person."
                                + " Dropped with it, and not made again: view public.open_orders.");
    }

    @Test
    void anUnloggedTableThatLacksNoRowIsNoLossOfRowRecovery() {
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(90, 90L)))
                .isEqualTo("Nothing: destroyed rows come back, later writes stay; conflicts are listed for a person."
                        + " public.carts is unlogged and refers to public.users: no WAL tells what was removed from it;"
                        + " 90 rows are there, 90 were in the dump.");
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(40, 90L)))
                .isEqualTo("All but this: destroyed rows come back, later writes stay; conflicts are listed for a"
                        + " person. public.carts is unlogged and refers to public.users: what was removed from it is in"
                        + " no WAL and in no base backup; only a dump can have it: 50 rows (90 there, 40 now).");
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(40, null)))
                .startsWith("All but this:");
    }

    @Test
    void goingBackTellsTheRowsOfUnloggedTablesBeforeTheChoice() {
        assertThat(Losses.ofGoingBack(null, culprit(Operation.DELETE), unloggedCarts(), carts(40, 90L)))
                .isEqualTo("Every write of every database on the server after that moment; counted before the approval."
                        + " And all rows of the unlogged tables, which only a dump has: public.carts 40 rows.");
    }

    @Test
    void whoEmptiedAnUnloggedTableIsToldThatOnlyADumpHasItsRows() {
        Culprit culprit = culprit(List.of(
                new TableChange(new TableName("public", "carts"), 1, Operation.TRUNCATE, -1, TableChange.UNLOGGED)));
        assertThat(RowRecovery.notComparable(culprit))
                .hasValue(
                        "The culprit dropped or emptied tables that are not logged: their rows are in no WAL and in no"
                                + " base backup. Only a dump can have them.");
        assertThat(Losses.ofGoingBack(null, culprit, null, carts(0, 300L)))
                .isEqualTo("Every write of every database on the server after that moment; counted before the approval."
                        + " It does not bring back what the transaction took from tables that are not logged: public.carts"
                        + " is unlogged: what was removed from it is in no WAL and in no base backup; only a dump can have"
                        + " it: 300 rows (300 there, 0 now).");
    }

    @Test
    void whoOnlyHidRowsIsToldThatNoneIsGone() {
        Culprit culprit = culprit(List.of(new TableChange(
                new TableName("public", "users"), 1, Operation.ALTER, 0, "changes the name (to users_old)")));
        assertThat(RowRecovery.notComparable(culprit))
                .hasValue(
                        "No row is gone: the culprit only changes the name (to users_old) of public.users. ALTER TABLE"
                                + " takes that back at once; point-in-time recovery does, with the whole server.");
    }

    @Test
    void aHoleSinceTheLossForbidsToGoBackAndOneBeforeItDoesNot() {
        assertThat(ArchiveReach.holeSince(culprit(Operation.DELETE), search(40, 60)))
                .isEmpty();
        assertThat(ArchiveReach.holeSince(culprit(Operation.DELETE), search(300, 400)))
                .isEqualTo(
                        "What would be undone can't be counted, WAL since the loss is missing: 0/12C to 0/190, segment"
                                + " 7 is missing. Look for it in pg_wal of the server and of its standbys and in other copies of"
                                + " the archive. A later repair is only noticed by a new response, because"
                                + " backups are listed at the beginning.");
    }

    /** HC-5. */
    @Test
    void aHoleInTheArchiveIsNamedWithWhatItMeans() {
        Situation here = here(culprit(Operation.DELETE), 20, 230, List.of("000000010000000000000005 is missing"), 200);

        assertThat(rows(here))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith(
                                "The WAL archive has a hole: 000000010000000000000005 is missing. From the base backup b1 a"
                                        + " recovery gets to 0/E6 and no further, ")
                        .endsWith(
                                ". Look for it in pg_wal of the server and of its standbys and in other copies of the archive."
                                        + LISTED_ONCE + OPENS));
        assertThat(server(here, exchangeable(null)).map(reason -> reason + OPENS))
                .isEqualTo(rows(here));
    }

    /** HC-6. */
    @Test
    void withoutABaseBackupThatIsSaidAndNotThatNoneIsOldEnough() {
        BackupList dumpsOnly = new BackupList(List.of(), List.of(), List.of(), Lsn.ZERO, AT);

        assertThat(rows(here(culprit(Operation.DELETE), dumpsOnly, 200)))
                .hasValueSatisfying(
                        reason -> assertThat(reason)
                                .startsWith(
                                        "There is no base backup in the backup repository, so no server can be recovered beside this one."));
    }

    @Test
    void whoMayNotStopTheServerSaysSoBeforeAnybodyChooses() {
        Situation possible = here(culprit(Operation.DELETE), 20, 1000, List.of(), 200);

        assertThat(server(possible, exchangeable("It belongs to an operator."))).hasValue("It belongs to an operator.");
        assertThat(rows(possible)).isEmpty();
    }

    @Test
    void pointInTimeRecoveryIsForWholeTablesTooAndNeedsAMoment() {
        Situation dropped = here(culprit(Operation.DROP), 20, 1000, List.of(), 200);
        assertThat(server(dropped, exchangeable(null))).isEmpty();
        assertThat(server(here(culprit(Operation.DROP), 150, 1000, List.of(), 200), exchangeable(null)))
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("No base backup ended before the culprit began: "));
        assertThat(server(here(culprit(Operation.DROP), 20, 1000, List.of(), -1), exchangeable(null)))
                .hasValue("The server does not answer, so what would be lost can't be counted.");
        assertThat(server(here(null, 20, 1000, List.of(), 200), exchangeable(null)))
                .hasValue("The transaction that did the damage is not known, so there is no moment to go back to.");
        assertThat(server(
                        here(Culprit.nobody(new Lsn(500), 1, AT.plusSeconds(60)), 20, 1000, List.of(), 200),
                        exchangeable(null)))
                .as("a time that a person gave is a moment to go back to")
                .isEmpty();
        assertThat(Losses.ofGoingBack(null, culprit(Operation.DELETE), null, null))
                .isEqualTo(
                        "Every write of every database on the server after that moment; counted before the approval.");
    }

    @Test
    void aHoleOlderThanTheBackupDoesNotMatter() {
        assertThat(facts(culprit(Operation.DELETE), 20, 1000, List.of("an old segment is missing"), 200)
                        .walContinuous())
                .isTrue();
        assertThat(facts(null, 20, 1000, List.of("a segment is missing"), 200).walContinuous())
                .isFalse();
    }

    /** The form says so: a time that a person gave names no transaction. */
    @Test
    void nobodyWhoIsKnownIsNoTransactionThatIsKnown() {
        StrategyFacts nobody = facts(Culprit.nobody(new Lsn(500), 1, AT), 20, 1000, List.of(), 200);
        assertThat(nobody.culpritKnown()).isFalse();
        assertThat(nobody.momentKnown()).isTrue();
        StrategyFacts deleted = facts(culprit(Operation.DELETE), 20, 1000, List.of(), 200);
        assertThat(deleted.culpritKnown()).isTrue();
        assertThat(deleted.momentKnown()).isTrue();
        assertThat(facts(null, 20, 1000, List.of(), 200).momentKnown()).isFalse();
    }

    private static Optional<String> rows(Situation here) {
        return new RowRecovery().impossible(here);
    }

    private static Optional<String> server(Situation here, Servers servers) {
        return TestWays.with(servers)
                .built(Method.POINT_IN_TIME_RECOVERY)
                .orElseThrow()
                .impossible(here);
    }

    /** @param why it can't be, null when it can */
    private static Servers exchangeable(@Nullable String why) {
        return new Servers() {
            @Override
            public State look(Target target) {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public State stop(Target target) {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public State start(Target target) {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public Optional<String> cannotExchange(Target target, String incidentKey) {
                return Optional.ofNullable(why);
            }
        };
    }

    private static Situation here(
            @Nullable Culprit culprit, long backupEnds, long archiveReaches, List<String> gaps, long megabytes) {
        return here(culprit, backups(backupEnds, archiveReaches, gaps), megabytes);
    }

    private static Situation here(@Nullable Culprit culprit, BackupList backups, long megabytes) {
        Target target =
                new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of(), true);
        return new Situation(
                new Incident("DL-2026-0001", target, AT, "olivia", AT),
                facts(culprit, backups, megabytes),
                culprit,
                null,
                backups,
                null,
                null,
                Optional.empty());
    }

    private static StrategyFacts facts(
            @Nullable Culprit culprit, long backupEnds, long archiveReaches, List<String> gaps, long megabytes) {
        return facts(culprit, backups(backupEnds, archiveReaches, gaps), megabytes);
    }

    private static StrategyFacts facts(@Nullable Culprit culprit, BackupList backups, long megabytes) {
        return Situation.facts(
                LossKind.of(megabytes >= 0, culprit, null, false), culprit, backups, megabytes, true, List.of());
    }

    private static BackupList backups(long backupEnds, long archiveReaches, List<String> gaps) {
        BaseBackup base = new BaseBackup("b1", "7", 1, new Lsn(10), new Lsn(backupEnds), AT, 1, 15, AT);
        return new BackupList(List.of(base), List.of(), gaps, new Lsn(archiveReaches), AT);
    }

    private static CulpritSearch search(long gapFrom, long gapTo) {
        return new CulpritSearch(
                new Lsn(1),
                new Lsn(500),
                AT,
                AT,
                AT,
                500,
                1,
                3,
                1,
                List.of(new CulpritSearch.Gap(new Lsn(gapFrom), new Lsn(gapTo), "segment 7 is missing")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                1);
    }

    private static SchemaFingerprint unloggedCarts() {
        return new SchemaFingerprint(
                Map.of(
                        "table public.users",
                        "kind r, persistence p, partition none",
                        "table public.carts",
                        "kind r, persistence u, partition none",
                        "constraint public.public.carts.carts_user_fkey",
                        "FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE"),
                AT);
    }

    private static RowCounts carts(long rows, @Nullable Long baseline) {
        return new RowCounts(
                List.of(new RowCounts.TableCount(
                        new TableName("public", "carts"), false, rows, "", baseline, null, null, null)),
                "d1",
                AT,
                AT);
    }

    private static Culprit culprit(Operation operation) {
        return culprit(List.of(new TableChange(new TableName("public", "users"), 16400, operation, 40)));
    }

    private static Culprit culprit(List<TableChange> changes) {
        return new Culprit(700, List.of(), new Lsn(100), new Lsn(200), new Lsn(240), 1, AT, changes);
    }
}
