package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.evidence.Answers;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.DamagedTables;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;
import playbook.incident.Figures;
import playbook.incident.RowTotals;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.process.Incidents;

/** An incident in a few sentences for who did not live through it: what was lost, what came back, who, what failed. */
final class InShort {

    private final Words words;
    private final Map<String, String> titles;
    private final List<Entry> entries;
    private final Findings findings;

    /** @param titles of steps and tasks by their ids */
    InShort(Words words, Map<String, String> titles, List<Entry> entries) {
        this.words = words;
        this.titles = titles;
        this.entries = entries;
        this.findings = new Findings(entries);
    }

    List<Sentence> about(Incidents.Timings timings) {
        List<Sentence> told = new ArrayList<>();
        findings.newest(Culprit.class)
                .ifPresent(culprit -> told.add(
                        falseAlarm()
                                ? new Sentence("Lost", "nothing: it was called a false alarm", "good")
                                : new Sentence("Lost", lost(culprit.value()), "")));
        if (findings.exchanged().isPresent()) {
            findings.newest(CutOverPlan.class)
                    .ifPresent(plan -> told.add(new Sentence("Came back", wentBack(plan.value()), "good")));
        } else {
            findings.merged()
                    .ifPresent(merged -> findings.totals()
                            .ifPresent(rows -> told.add(new Sentence(
                                    "Came back", cameBack(rows), rows.notRecovered() == 0 ? "good" : "wait"))));
        }
        if (timings.toFence() != null) {
            told.add(new Sentence(
                    "Without writes",
                    timings.toResumed() == null
                            ? "since the fence, " + words.seconds(timings.toFence()) + " after the report"
                            : words.seconds(timings.toResumed() - timings.toFence())
                                    + ", from the fence to the resumption",
                    ""));
        }
        network().ifPresent(told::add);
        String deciders = deciders();
        if (!deciders.isEmpty()) {
            told.add(new Sentence("Decided by", deciders, ""));
        }
        List<JsonNode> checks = Stream.concat(
                        Stream.of("DataChecks", "DataTest", "ApplicationChecks").flatMap(this::checks), written())
                .toList();
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

    /** What the search found first was never confirmed then. */
    private boolean falseAlarm() {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED && entry.step().equals("confirm-loss"))
                .reduce((older, newer) -> newer)
                .filter(entry -> entry.content().contains("\"false-alarm\""))
                .isPresent();
    }

    private String lost(Culprit culprit) {
        if (!culprit.named()) {
            return "what is not known to whom: everything was still there at " + Figures.second(culprit.committedAt());
        }
        String who = "; by " + culprit.words() + " at " + Figures.second(culprit.committedAt());
        List<String> lost = new ArrayList<>();
        List<TableChange> altered = culprit.tables().stream()
                .filter(change -> change.operation() == Operation.ALTER)
                .toList();
        altered.forEach(change -> lost.add(change.altered()));
        List<TableChange> others = culprit.tables().stream()
                .filter(change -> change.destroys() && change.operation() != Operation.ALTER)
                .toList();
        if (others.isEmpty() && altered.isEmpty()) {
            long added = culprit.tables().stream()
                    .mapToLong(change -> Math.max(0, change.rows()))
                    .sum();
            lost.add("nothing; " + Figures.rows(added) + " were added");
        }
        if (!others.isEmpty()) {
            boolean unknown = others.stream().anyMatch(change -> change.rows() < 0);
            long rows = others.stream()
                    .mapToLong(change -> Math.max(0, change.rows()))
                    .sum();
            lost.add((unknown ? "at least " : "") + Figures.rows(rows) + ": "
                    + DamagedTables.of(others, findings.schema().orElse(null)).words());
        }
        return String.join("; ", lost) + who;
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

    /** Where the platform has no network of its own there is nothing to tell. */
    private Optional<Sentence> network() {
        JsonNode wall = found("StopApplicationsResult")
                .map(stopped -> stopped.path("network"))
                .orElse(MissingNode.getInstance());
        List<String> letIn = list(wall.path("letIn")).map(JsonNode::asText).toList();
        return switch (wall.path("state").asText()) {
            case "UP" ->
                Optional.of(
                        letIn.isEmpty()
                                ? new Sentence(
                                        "Network",
                                        "shut with the fence to all but the playbook, where the network keeps policies",
                                        "")
                                : new Sentence(
                                        "Network",
                                        "policies that are not the playbook's let others reach the database all the same: "
                                                + String.join(", ", letIn),
                                        "wait"));
            case "NOT_UP" ->
                Optional.of(new Sentence(
                        "Network",
                        "not shut before the database: "
                                + wall.path("why").asText().lines().findFirst().orElse(""),
                        "wait"));
            default -> Optional.empty();
        };
    }

    private String deciders() {
        Set<String> told = new LinkedHashSet<>();
        entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED)
                .forEach(entry -> told.add(entry.who() + " " + Answers.deed(entry)));
        return String.join("; ", told);
    }

    private Sentence checked(List<JsonNode> checks) {
        Map<Outcome, List<String>> names = checks.stream()
                .map(check -> Json.read(check.toString(), Check.class))
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
                        .collect(Collectors.joining(", ", ": ", "; what was said is below"));
    }

    private Stream<JsonNode> checks(String type) {
        return found(type).stream().flatMap(found -> list(found.path("checks")));
    }

    /** What the test itself wrote counts as one more check: it is known, or it is not. */
    private Stream<JsonNode> written() {
        return found("TestReplicaStopped").stream()
                .map(found -> found.path("wrote"))
                .filter(wrote -> wrote.has("known"))
                .map(wrote -> JsonNodeFactory.instance
                        .objectNode()
                        .put("name", "rows written by the test")
                        .put("passed", wrote.path("known").asBoolean()));
    }

    private Optional<JsonNode> found(String type) {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.FOUND && entry.type().equals(type))
                .reduce((older, newer) -> newer)
                .map(entry -> Json.read(entry.content(), JsonNode.class));
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** @param mood class of its colour */
    record Sentence(String label, String text, String mood) {}
}
