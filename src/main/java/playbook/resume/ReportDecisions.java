package playbook.resume;

import static playbook.resume.ReportPage.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import playbook.evidence.Answers;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.Json;
import playbook.incident.Figures;

/** The final report's sections on decisions, refusals and failures. */
record ReportDecisions(Findings findings) {

    void on(ReportPage page) {
        page.heading("Who decided what");
        List<Entry> decided = findings.of(Kind.DECIDED).toList();
        if (decided.isEmpty()) {
            page.line("No decision of a person is on record.");
        } else {
            page.table("At (UTC)", "Who", "Did", "In the words of the form", "Entry");
            Answers answers = new Answers(findings.entries());
            decided.forEach(entry -> page.row(
                    time(entry),
                    plain(entry.who()),
                    Answers.deed(entry),
                    answers.of(entry).stream()
                            .map(answer -> plain(answer.toString()))
                            .collect(Collectors.joining("; ")),
                    page.ref(entry)));
        }
        told(
                page,
                "Who was refused",
                "Nobody was refused anything.",
                findings.of(Kind.REFUSED).toList());
        told(
                page,
                "What failed on the way",
                "No step failed.",
                findings.of(Kind.FAILED).filter(entry -> !Findings.late(entry)).toList());
        told(
                page,
                "What took longer than it should",
                "Nothing did.",
                findings.of(Kind.FAILED).filter(Findings::late).toList());
    }

    private static void told(ReportPage page, String title, String none, List<Entry> entries) {
        page.heading(title);
        if (entries.isEmpty()) {
            page.line(none);
            return;
        }
        page.table("At (UTC)", "Who", "At", "What was said", "Entry");
        entries.forEach(entry -> page.row(
                time(entry),
                entry.who().isEmpty() ? "the playbook" : plain(entry.who()),
                Figures.spoken(entry.step()),
                plain(Json.read(entry.content(), JsonNode.class).asText()),
                page.ref(entry)));
    }

    private static String time(Entry entry) {
        return Figures.second(entry.at()).replace(" UTC", "");
    }
}
