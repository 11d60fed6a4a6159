package playbook.web;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import playbook.evidence.Answers;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.incident.Culprit;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;
import playbook.incident.Figures;
import playbook.process.history.IncidentTimings;
import playbook.wayback.WaysBack;

/**
 * Summarises an incident in a few sentences for a reader who was not involved: what was lost, what was recovered, who
 * decided, what failed.
 */
final class InShort {

    private final WaysBack ways;
    private final Words words;
    private final Map<String, String> titles;
    private final List<Entry> entries;
    private final Findings findings;

    /** @param titles of steps and tasks by their ids */
    InShort(Words words, Map<String, String> titles, List<Entry> entries, WaysBack ways) {
        this.ways = ways;
        this.words = words;
        this.titles = titles;
        this.entries = entries;
        this.findings = new Findings(entries);
    }

    List<Sentence> about(IncidentTimings timings) {
        List<Sentence> told = new ArrayList<>();
        findings.newest(Culprit.class)
                .ifPresent(culprit -> told.add(
                        falseAlarm()
                                ? new Sentence("Lost", "nothing: it was called a false alarm", "good")
                                : LossSentence.of(
                                        culprit.value(), findings.schema().orElse(null))));
        ways.cameBack(findings)
                .map(back -> new Sentence("Came back", back.inShort(), back.complete() ? "good" : "wait"))
                .ifPresent(told::add);
        if (timings.toFence() != null) {
            told.add(new Sentence(
                    "Without writes",
                    timings.toResumed() == null
                            ? "since the fence, " + words.seconds(timings.toFence()) + " after the report"
                            : words.seconds(timings.toResumed() - timings.toFence())
                                    + ", from the fence to the resumption",
                    ""));
        }
        NetworkSentence.of(entries).ifPresent(told::add);
        String deciders = deciders();
        if (!deciders.isEmpty()) {
            told.add(new Sentence("Decided by", deciders, ""));
        }
        List<Check> checks = new RecordedChecks(entries).all();
        if (!checks.isEmpty()) {
            told.add(checked(checks));
        }
        List<Entry> failed =
                findings.of(Kind.FAILED).filter(entry -> !Findings.late(entry)).toList();
        if (!failed.isEmpty()) {
            told.add(new Sentence("Went wrong", wentWrong(failed), "bad"));
        }
        return told;
    }

    /** Whether it was a false alarm; then the culprit that the search had found does not count. */
    private boolean falseAlarm() {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED && entry.step().equals("confirm-loss"))
                .reduce((older, newer) -> newer)
                .filter(entry -> entry.content().contains("\"false-alarm\""))
                .isPresent();
    }

    private String deciders() {
        Set<String> told = new LinkedHashSet<>();
        entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED)
                .forEach(entry -> told.add(entry.who() + " " + Answers.deed(entry)));
        return String.join("; ", told);
    }

    private static Sentence checked(List<Check> checks) {
        Map<Outcome, List<String>> names = checks.stream()
                .collect(Collectors.groupingBy(Check::outcome, Collectors.mapping(Check::name, Collectors.toList())));
        List<String> failed = names.getOrDefault(Outcome.FAILED, List.of());
        List<String> unseen = names.getOrDefault(Outcome.NOT_LOOKED_AT, List.of());
        int passed = names.getOrDefault(Outcome.PASSED, List.of()).size();
        String rest = unseen.isEmpty() ? "" : "; not looked at: " + String.join(", ", unseen);
        if (!failed.isEmpty()) {
            String told = failed.size() + " of " + checks.size() + " checks failed: " + String.join(", ", failed);
            return new Sentence("Checked", told + rest, "bad");
        }
        return passed == checks.size()
                ? new Sentence("Checked", "all " + passed + " checks passed", "good")
                : new Sentence("Checked", passed + " of " + checks.size() + " checks passed" + rest, "wait");
    }

    private String wentWrong(List<Entry> failed) {
        return Figures.count(failed.size(), "failure", "failures")
                + failed.stream()
                        .map(entry -> titles.getOrDefault(entry.step(), words.spoken(entry.step())))
                        .distinct()
                        .collect(Collectors.joining(", ", ": ", "; the messages are below"));
    }

    /** @param mood CSS class of its colour */
    record Sentence(String label, String text, String mood) {}
}
