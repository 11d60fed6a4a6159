package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;
import playbook.incident.Method;
import playbook.practice.DrillOutcome.CulpritFigures;
import playbook.practice.DrillOutcome.RowFigures;
import playbook.practice.DrillOutcome.TargetFigures;

/** Gathers what a drill measured, and decides whether the recovery is proven. */
final class DrillFindings {

    private static final Pattern TRANSACTIONS = Pattern.compile("(\\d[\\d\\u202f]*) transactions? on this database");

    private final Scenario scenario;
    private final Home home;
    private final Method method;
    private final List<DrillCheck> own = new ArrayList<>();

    private JsonNode incident = Product.nothing();
    private JsonNode assessed = Product.nothing();
    private JsonNode approved = Product.nothing();
    private JsonNode validated = Product.nothing();
    private TargetFigures target = new TargetFigures("", Home.DATABASE, 0);
    private @Nullable Loss loss;
    private @Nullable OracleVerdict verdict;
    private @Nullable Instant endedAt;

    DrillFindings(Scenario scenario, Home home, Method method) {
        this.method = method;
        this.scenario = scenario;
        this.home = home;
    }

    void lookAtTarget() throws SQLException {
        try (Connection connection = Sql.open(home, "recovery");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT system_identifier::text, pg_catalog.current_database(),"
                        + " pg_catalog.pg_database_size(pg_catalog.current_database())"
                        + " FROM pg_catalog.pg_control_system()")) {
            row.next();
            target = new TargetFigures(row.getString(1), row.getString(2), row.getLong(3));
        }
    }

    void lost(Loss happened) {
        loss = happened;
    }

    void read(RowsRead rows) {
        Loss happened = loss;
        if (happened != null) {
            own.add(scenario.source(rows, happened));
        }
    }

    void add(DrillCheck check) {
        own.add(check);
    }

    /** The incident as the product shows it; an answer that is none leaves the last one. */
    void incident(JsonNode shown) {
        if (shown.path("key").isTextual()) {
            incident = shown;
        }
    }

    void told(DrillTasks tasks) {
        own.addAll(tasks.checks());
        assessed = tasks.shown("confirm-loss");
        approved = tasks.shown("approve-recovery");
        validated = tasks.shown("confirm-validation");
    }

    void ended(Instant at) {
        endedAt = at;
        String state = incident.path("state").asText("unknown");
        own.add(new DrillCheck(
                "the response came to its end",
                state.equalsIgnoreCase("resolved") || state.equalsIgnoreCase("completed"),
                "its last state is '" + state + "'"));
    }

    /** Waits a little for the first write after the response, then judges every row. */
    void judge() throws SQLException, IOException {
        Instant exchangedAt = exchangedAt();
        OracleVerdict now = Judge.judge(home, exchangedAt);
        for (int i = 0; i < 20 && endedAt != null && now.firstWriteAfter() == null; i++) {
            Await.pause(Duration.ofSeconds(1));
            now = Judge.judge(home, exchangedAt);
        }
        verdict = now;
        own.add(new DrillCheck(
                "every destroyed row is back",
                now.destroyed() > 0 && now.recovered() == now.destroyed(),
                now.recovered() + " of " + now.destroyed()));
        own.add(new DrillCheck(
                "no row is wrong",
                now.wrong() == 0,
                now.wrong() + " of " + now.rowsCompared() + " compared"
                        + (now.wrong() == 0 ? "" : ": " + String.join("; ", now.problems()))));
        own.add(method.keepsLaterWrites() ? nothingLost(now) : lossAsAnnounced(now));
        own.add(new DrillCheck(
                "customers can write again",
                now.firstWriteAfter() != null,
                now.firstWriteAfter() == null
                        ? "no write since " + now.lastWriteBefore()
                        : "since " + now.firstWriteAfter()));
    }

    private static DrillCheck nothingLost(OracleVerdict now) {
        return new DrillCheck(
                "no later write is lost",
                now.laterWrites() > 0 && now.laterWritesLost() == 0,
                now.laterWritesLost() + " of " + now.laterWrites() + " lost, " + now.laterWritesOnDamagedTables()
                        + " were on the damaged tables");
    }

    /** Every write after the stop is gone, and the approver was told how many there are. */
    private DrillCheck lossAsAnnounced(OracleVerdict now) {
        long told = transactions(Product.value(approved, "cutOverLoss").asText());
        boolean asTold = told >= now.laterWrites() && told <= now.laterWrites() + now.unknownWrites();
        return new DrillCheck(
                "exactly the announced later writes are lost",
                now.laterWrites() > 0 && now.laterWritesLost() == now.laterWrites() && asTold,
                now.laterWritesLost() + " of " + now.laterWrites() + " lost; the approved plan told of " + told
                        + ", and " + now.unknownWrites() + " were under way at the stop or at the fence");
    }

    /** Of {@code 1 204 transactions on this database …}, as the approver read it; -1 when it is no such sentence. */
    static long transactions(String sentence) {
        Matcher number = TRANSACTIONS.matcher(sentence);
        return number.lookingAt() ? Long.parseLong(number.group(1).replaceAll("\\D", "")) : -1;
    }

    /** When the server in place was started; between the fence and the resumption, so nobody wrote around it. */
    private @Nullable Instant exchangedAt() {
        Instant last = null;
        if (method.keepsLaterWrites()) {
            // Whatever was exchanged was taken back.
            return null;
        }
        for (JsonNode step : incident.path("steps")) {
            if (step.path("name").asText().equals("startServer")
                    && step.path("endedAt").isTextual()) {
                last = Instant.parse(step.path("endedAt").asText());
            }
        }
        return last;
    }

    DrillOutcome outcome() {
        ShownIncident shown = new ShownIncident(incident, assessed, validated);
        CulpritFigures culprit = shown.culprit();
        Loss happened = loss;
        if (happened != null) {
            own.add(new DrillCheck(
                    "the right cause was found",
                    culprit != null && culprit.xid() == happened.xid(),
                    culprit == null
                            ? "none was found"
                            : "found transaction " + culprit.xid() + ", it was " + happened.xid()));
        }
        List<DrillCheck> validation = shown.validation();
        List<DrillCheck> all = new ArrayList<>(own);
        all.addAll(validation);
        boolean proven = !validation.isEmpty() && DrillReport.failed(all).isEmpty() && endedAt != null;
        if (validation.isEmpty()) {
            all.add(new DrillCheck(
                    "the recovered data was validated", false, "the incident shows no validation check"));
        }
        OracleVerdict judged = verdict;
        return new DrillOutcome(
                scenario.word(),
                method.word(),
                proven,
                target,
                culprit,
                judged == null
                        ? new RowFigures(0, 0, 0, 0, 0, 0)
                        : new RowFigures(
                                judged.destroyed(),
                                judged.recovered(),
                                judged.wrong(),
                                judged.laterWrites(),
                                judged.laterWritesLost(),
                                judged.conflicts()),
                shown.seconds(),
                judged == null ? null : judged.secondsWithoutWrites(),
                shown.operations(),
                List.copyOf(all));
    }
}
