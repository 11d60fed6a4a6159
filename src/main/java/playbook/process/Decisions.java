package playbook.process;

import static playbook.process.PlaybookVariables.APPROVAL;
import static playbook.process.PlaybookVariables.APPROVED_BY;
import static playbook.process.PlaybookVariables.ATTEMPT;
import static playbook.process.PlaybookVariables.CULPRIT_XID;
import static playbook.process.PlaybookVariables.CULPRIT_XIDS;
import static playbook.process.PlaybookVariables.DAMAGE;
import static playbook.process.PlaybookVariables.FAILURE_DECISION;
import static playbook.process.PlaybookVariables.FENCE_DECISION;
import static playbook.process.PlaybookVariables.LOSS_TIME;
import static playbook.process.PlaybookVariables.OUTCOME;
import static playbook.process.PlaybookVariables.PHASE;
import static playbook.process.PlaybookVariables.STEP;
import static playbook.process.PlaybookVariables.STRATEGIES;
import static playbook.process.PlaybookVariables.STRATEGY;
import static playbook.process.PlaybookVariables.STRATEGY_CHOSEN_BY;
import static playbook.process.PlaybookVariables.STRATEGY_REASON;
import static playbook.process.PlaybookVariables.VALIDATION_CONFIRMED_BY;
import static playbook.process.PlaybookVariables.VALIDATION_DECISION;
import static playbook.process.PlaybookVariables.VALIDATION_NOTE;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Evidence.Recovered;
import playbook.evidence.Json;
import playbook.incident.ApprovedPlan;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.FailedStepOrder;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.StrategyOptions;
import playbook.incident.ValidationConfirmation;

/** Keeps a decision where later steps and later checks look for it: in evidence, which no form can overwrite. */
@Component
class Decisions {

    /** What the models lead on from. */
    private static final List<String> BUILT = List.of(RecoveryPlan.ROWS, RecoveryPlan.POINT_IN_TIME);

    private final Evidence evidence;
    private final CurrentPlan plan;

    Decisions(Evidence evidence, CurrentPlan plan) {
        this.evidence = evidence;
        this.plan = plan;
    }

    void record(Incident incident, DelegateTask task, String who, Map<String, String> decision) {
        switch (task.getTaskDefinitionKey()) {
            case "confirm-loss" -> {
                if (decision.containsKey(CULPRIT_XID.name())) {
                    Culprit culprit = culprit(search(evidence, incident), decision, evidence.recoveredBefore(incident));
                    evidence.found(incident, "confirm-loss", culprit);
                    DAMAGE.set(task.getExecution(), culprit.comparable() ? "rows" : "tables");
                }
            }
            case "fence-by-hand" ->
                FENCE_DECISION.set(task.getExecution(), decision.getOrDefault(FENCE_DECISION.name(), "look-again"));
            case "choose-strategy" -> choice(incident, task, who, decision);
            case "approve-recovery" -> {
                if ("approve".equals(decision.get(APPROVAL.name()))) {
                    evidence.found(
                            incident,
                            "approve-recovery",
                            new ApprovedPlan(
                                    plan.hash(incident), who, Instant.now().truncatedTo(ChronoUnit.MICROS)));
                    APPROVED_BY.set(task.getExecution(), who);
                }
            }
            case "confirm-validation" -> {
                evidence.found(
                        incident,
                        "confirm-validation",
                        new ValidationConfirmation(
                                "confirm".equals(decision.get(VALIDATION_DECISION.name())),
                                decision.getOrDefault(VALIDATION_NOTE.name(), ""),
                                who));
                VALIDATION_CONFIRMED_BY.set(task.getExecution(), who);
            }
            case "handle-failed-step" ->
                failure(incident, task, who, decision.getOrDefault(FAILURE_DECISION.name(), ""));
            default -> {}
        }
    }

    private void choice(Incident incident, DelegateTask task, String who, Map<String, String> decision) {
        String strategy = decision.getOrDefault(STRATEGY.name(), "");
        if (strategy.equals(FormInput.ANOTHER_CULPRIT) || strategy.equals(FormInput.STOP)) {
            return; // No way back is chosen: the question before it is asked again, or the response ends.
        }
        List<String> offered = List.of(STRATEGIES
                .find(task)
                .map(json -> Json.read(json.toString(), JsonNode.class).findValuesAsText("strategy"))
                .orElse(List.of())
                .toArray(String[]::new));
        String reason = decision.getOrDefault(STRATEGY_REASON.name(), "");
        Optional<StrategyOptions> measured = evidence.find(incident, StrategyOptions.class);
        measured.stream()
                .flatMap(options -> options.options().stream())
                .filter(option -> option.method().equals(strategy) && !option.available())
                .forEach(option -> {
                    throw new HintedException(
                            "'" + strategy + "' can't be done here: " + option.reasonIfNot(), "choose another way.");
                });
        if (!offered.contains(strategy)) {
            throw new HintedException(
                    "'" + strategy + "' is not one of the ways back " + offered, "choose one of the list.");
        }
        List<String> possible = measured.map(Decisions::available).orElse(BUILT);
        if (!possible.contains(strategy)) {
            throw new HintedException(
                    "'" + strategy + "' can't be done here: it is not built in this version",
                    "choose another way, or stop the response: everything is given back, the copies are kept.");
        }
        String recommended =
                offered.stream().filter(possible::contains).findFirst().orElse(strategy);
        if (!strategy.equals(recommended) && reason.isBlank()) {
            throw new HintedException(
                    "'" + strategy + "' is not the recommended '" + recommended + "', and no reason is given",
                    "say why in one sentence: the approver reads it.");
        }
        if (strategy.equals(RecoveryPlan.POINT_IN_TIME)) {
            List<Culprit> found = evidence.find(incident, CulpritSearch.class).stream()
                    .flatMap(search -> search.suspects().stream())
                    .map(CulpritSearch.Suspect::culprit)
                    .toList();
            evidence.found(
                    incident,
                    "choose-strategy",
                    StopInput.stop(decision, evidence.get(incident, Culprit.class), found));
        }
        evidence.found(
                incident,
                "choose-strategy",
                RowWishes.choice(
                        decision,
                        strategy,
                        reason,
                        who,
                        evidence.find(incident, Culprit.class).orElse(null),
                        evidence.find(incident, RowDifference.class).orElse(null)));
        STRATEGY_CHOSEN_BY.set(task.getExecution(), who);
    }

    private static List<String> available(StrategyOptions options) {
        return options.options().stream()
                .filter(StrategyOptions.Option::available)
                .map(StrategyOptions.Option::method)
                .toList();
    }

    private void failure(Incident incident, DelegateTask task, String who, String chosen) {
        evidence.found(
                incident,
                "handle-failed-step",
                new FailedStepOrder(STEP.find(task).orElse(""), PHASE.find(task).orElse(""), chosen, who));
        if (chosen.equals("try-again")) {
            ATTEMPT.set(task.getExecution(), ATTEMPT.find(task).orElse(1) + 1);
        }
        if (chosen.equals("by-hand")) {
            OUTCOME.set(task.getExecution(), FailureOrders.BY_HAND);
        }
    }

    static CulpritSearch search(Evidence evidence, Incident incident) {
        return evidence.find(incident, CulpritSearch.class)
                .orElseThrow(() -> new HintedException("no culprit was looked for", "wait for the assessment."));
    }

    /** Of the candidates that were found: a transaction nobody saw in the WAL can't be chosen. */
    private static Culprit culprit(CulpritSearch search, Map<String, String> decision, List<Recovered> before) {
        String chosen = decision.getOrDefault(CULPRIT_XID.name(), "");
        if (chosen.equals(SuspectRows.NOBODY)) {
            return nobody(search, Instant.parse(decision.getOrDefault(LOSS_TIME.name(), "")));
        }
        if (!chosen.equals(SuspectRows.SEVERAL)) {
            return suspect(search, chosen, before);
        }
        List<Culprit> parts = Stream.of(
                        decision.getOrDefault(CULPRIT_XIDS.name(), "").split(", "))
                .distinct()
                .map(xid -> suspect(search, xid, before))
                .toList();
        if (parts.size() < 2) {
            throw new HintedException(
                    "several transactions did it, but " + parts.size() + " is chosen",
                    "tick each of them, or choose the one in the list above.");
        }
        return Culprit.together(parts);
    }

    private static Culprit suspect(CulpritSearch search, String xid, List<Recovered> before) {
        Culprit chosen = suspect(search, xid);
        before.stream().filter(recovered -> recovered.undid(chosen)).findFirst().ifPresent(recovered -> {
            throw new HintedException(
                    "what " + chosen.words() + " destroyed is not what is missing now: " + recovered.incident()
                            + " gave it back at " + Figures.second(recovered.at()),
                    "choose another one of the list, or that it is none of these, with the time when all was still"
                            + " there.");
        });
        return chosen;
    }

    private static Culprit suspect(CulpritSearch search, String xid) {
        return search.suspects().stream()
                .map(CulpritSearch.Suspect::culprit)
                .filter(one -> Long.toString(one.xid()).equals(xid))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "transaction " + xid + " is none of the candidates "
                                + search.suspects().stream()
                                        .map(suspect ->
                                                Long.toString(suspect.culprit().xid()))
                                        .toList(),
                        "choose one of the list, or say that it is none of them."));
    }

    private static Culprit nobody(CulpritSearch search, Instant at) {
        int timeline = search.suspects().stream()
                .map(suspect -> suspect.culprit().timeline())
                .findFirst()
                .orElse(Math.max(1, search.endTimeline()));
        return Culprit.nobody(search.until(), search.endTimeline() > 0 ? search.endTimeline() : timeline, at);
    }
}
