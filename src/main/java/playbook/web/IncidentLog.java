package playbook.web;

import java.util.List;
import java.util.Map;
import playbook.evidence.Answers;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.incident.Figures;
import playbook.web.IncidentDocument.Happening;

/** Lists decisions, refusals and failures by time, in the words of the forms. */
final class IncidentLog {

    private final Map<String, String> titles;
    private final List<Entry> entries;
    private final Answers answers;

    /** @param titles of steps and tasks by their ids */
    IncidentLog(Map<String, String> titles, List<Entry> entries) {
        this.titles = titles;
        this.entries = entries;
        this.answers = new Answers(entries);
    }

    List<Happening> happenings() {
        return entries.stream()
                .filter(entry ->
                        entry.kind() == Kind.DECIDED || entry.kind() == Kind.REFUSED || entry.kind() == Kind.FAILED)
                .map(this::happening)
                .toList();
    }

    private Happening happening(Entry entry) {
        return switch (entry.kind()) {
            case DECIDED -> of(entry, Answers.deed(entry), answers.lines(entry), "");
            case REFUSED -> of(entry, "was refused: " + title(entry), said(entry), "bad");
            default ->
                Findings.late(entry)
                        ? of(entry, "Late: " + title(entry), said(entry), "wait")
                        : of(entry, "Failed: " + title(entry), said(entry), "bad");
        };
    }

    private static Happening of(Entry entry, String what, List<String> details, String mood) {
        return new Happening(entry.id(), entry.at(), entry.who(), what, details, mood);
    }

    private String title(Entry entry) {
        return titles.getOrDefault(entry.step(), Figures.spoken(entry.step()));
    }

    private static List<String> said(Entry entry) {
        return Figures.plain(JsonFindings.content(entry).asText()).lines().toList();
    }
}
