package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.util.Optional;
import java.util.stream.Stream;
import playbook.wayback.CameBack;

/** The final report's section on what was recovered, and what was undone with it. */
record ReportRecovery(Optional<CameBack> back) {

    void on(ReportPage page) {
        page.heading("What came back");
        back.ifPresentOrElse(cameBack -> tell(page, cameBack), () -> page.line("The playbook recovered no rows."));
    }

    private static void tell(ReportPage page, CameBack back) {
        page.line(plain(back.sentence()) + " " + page.ref(back.source()) + ".\n");
        String first = back.columns().get(0);
        page.table(
                Stream.concat(Stream.of(first), back.columns().stream().skip(1).map(column -> column + ":"))
                        .toArray(String[]::new));
        back.rows().forEach(row -> page.row(row.stream().map(ReportPage::plain).toArray()));
        if (back.afterwardsSource() != null) {
            page.line("\n" + plain(back.afterwards()) + " " + page.ref(back.afterwardsSource()) + ".");
        }
    }
}
