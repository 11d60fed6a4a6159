package playbook.web;

import java.util.stream.Collectors;
import playbook.incident.CutOverPlan;
import playbook.incident.Figures;
import playbook.incident.RowTotals;
import playbook.web.InShort.Sentence;

/** What came back in an incident, in a sentence. */
final class RecoverySentence {

    private RecoverySentence() {}

    /** Of a server that went back in time. */
    static Sentence of(CutOverPlan plan) {
        return new Sentence("Came back", wentBack(plan), "good");
    }

    /** Of rows that were merged. */
    static Sentence of(RowTotals rows) {
        return new Sentence("Came back", cameBack(rows), rows.notRecovered() == 0 ? "good" : "wait");
    }

    private static String wentBack(CutOverPlan plan) {
        return "the whole server, as it was " + Figures.plain(plan.stop().words()) + "; "
                + Figures.count(plan.lostTransactions(), "later transaction is", "later transactions are") + " undone"
                + plan.warnings().stream()
                        .filter(warning -> warning.contains(" is unlogged: "))
                        .map(warning -> "; " + Figures.plain(warning).replaceAll("\\. .*", ""))
                        .collect(Collectors.joining());
    }

    private static String cameBack(RowTotals rows) {
        StringBuilder back = new StringBuilder(Figures.number(rows.recovered()));
        if (rows.destroyed() >= 0) {
            back.append(" of ").append(Figures.number(rows.destroyed()));
        }
        back.append(" rows");
        if (rows.present() > 0) {
            back.append("; ").append(Figures.number(rows.present())).append(" were there already");
        }
        if (rows.notRecovered() > 0) {
            back.append("; ").append(Figures.number(rows.notRecovered())).append(" did not come back");
        }
        if (rows.keptLater() > 0) {
            back.append("; ")
                    .append(Figures.number(rows.keptLater()))
                    .append(" were changed again since and keep what was written then");
        }
        if (rows.removed() > 0) {
            back.append("; ").append(Figures.number(rows.removed())).append(" that it had added were removed");
        }
        if (rows.conflicts() > 0) {
            back.append("; ").append(Figures.number(rows.conflicts())).append(" in conflict are left for people");
        }
        if (rows.wished() > 0) {
            back.append("; ").append(Figures.number(rows.wished())).append(" stay as they are, as was wished");
        }
        return back.toString();
    }
}
