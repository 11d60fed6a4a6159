package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.DataChecks.Check;
import playbook.incident.Figures;

/** The final report's section on checks, passed or not. */
record ReportChecks(Findings findings) {

    /** Writes the checks of the newest finding of a type. */
    <T> void on(ReportPage page, String title, Class<T> type, Function<T, List<Check>> checks) {
        Optional<Found<T>> found = findings.newest(type);
        page.heading(title);
        if (found.isEmpty()) {
            page.line("No check was made.");
            return;
        }
        page.line("Made at " + Figures.second(found.get().entry().at()) + " " + page.ref(found.get()) + ".\n")
                .table("Check", "Passed", "Took:", "Detail");
        for (Check check : checks.apply(found.get().value())) {
            page.row(
                    plain(check.name()),
                    switch (check.outcome()) {
                        case PASSED -> "yes";
                        case FAILED -> "NO";
                        case NOT_LOOKED_AT -> check.outcome().words();
                    },
                    Figures.seconds(check.seconds()),
                    plain(check.detail()));
        }
    }
}
