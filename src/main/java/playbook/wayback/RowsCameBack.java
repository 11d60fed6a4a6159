package playbook.wayback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Figures;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowTotals;
import playbook.wayback.CameBack.Figure;

/** Describes rows that were put back into the live tables. */
final class RowsCameBack {

    private RowsCameBack() {}

    static Optional<CameBack> of(Findings findings) {
        return findings.merged().flatMap(merged -> findings.totals().map(rows -> of(findings, merged, rows)));
    }

    private static CameBack of(Findings findings, Found<MergeResult> merged, RowTotals rows) {
        MergeResult result = merged.value();
        return new CameBack(
                inShort(rows),
                rows.notRecovered() == 0,
                figures(findings),
                "Merged at " + Figures.second(result.at()) + "; replaced values are kept in the schema "
                        + result.rescueSchema(),
                merged.entry(),
                List.of("Table", "Put back", "Set to former values"),
                result.tables().stream()
                        .map(table -> List.of(
                                table.table().toString(),
                                Figures.number(table.inserted()),
                                Figures.number(table.updated())))
                        .toList(),
                "",
                null);
    }

    /** The counts; also for a response without a recovery, since a plan may have been made. */
    static List<Figure> figures(Findings findings) {
        RowTotals rows = findings.totals().orElse(null);
        if (rows == null) {
            return List.of();
        }
        @Nullable Entry merge = findings.merged().map(Found::entry).orElse(null);
        List<Figure> figures = new ArrayList<>(List.of(
                new Figure("Recovered: put back, or set to their former values", rows.recovered(), merge),
                new Figure("Added by it and removed again", rows.removed(), merge)));
        findings.newest(RecoveryPlan.class).map(Found::entry).ifPresent(plan -> {
            figures.add(new Figure("Already as before when the recovery was planned", rows.present(), plan));
            figures.add(new Figure("Not recovered", rows.notRecovered(), merge));
            figures.add(new Figure("Changed again later by somebody, whose value was kept", rows.keptLater(), plan));
            figures.add(new Figure("In conflict, left as they are for people", rows.conflicts(), plan));
            figures.add(new Figure("Left as they are because a person wanted that", rows.wished(), plan));
        });
        return figures;
    }

    private static String inShort(RowTotals rows) {
        StringBuilder back = new StringBuilder(Figures.number(rows.recovered()));
        if (rows.destroyed() >= 0) {
            back.append(" of ").append(Figures.number(rows.destroyed()));
        }
        back.append(" rows");
        add(back, rows.present(), " were there already");
        add(back, rows.notRecovered(), " did not come back");
        add(back, rows.keptLater(), " were changed again since and keep what was written then");
        add(back, rows.removed(), " that it had added were removed");
        add(back, rows.conflicts(), " in conflict are left for people");
        add(back, rows.wished(), " stay as they are, as was wished");
        return back.toString();
    }

    private static void add(StringBuilder sentence, long rows, String what) {
        if (rows > 0) {
            sentence.append("; ").append(Figures.number(rows)).append(what);
        }
    }
}
