package playbook.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Figures;
import playbook.incident.RecoveryPlan;

/**
 * What people's decisions amount to now. The record is read from its beginning: a later word takes an earlier one back,
 * and a decision counts only for what it was about (this choice, this plan, this validation).
 */
final class Standing {

    private boolean reported;
    private @Nullable String strategy;
    private String chooser = "";
    private @Nullable String plan;
    private @Nullable String approved;
    private String approver = "";
    private String confirmer = "";
    private boolean confirmed;
    private boolean takeBack;
    private boolean giveBack;
    private boolean stopped;
    /** The newest decision that takes an approval back, in words. */
    private String against = "";

    static Standing of(List<Entry> record) {
        Standing standing = new Standing();
        record.forEach(standing::hear);
        return standing;
    }

    private void hear(Entry entry) {
        if (entry.kind() == Kind.FOUND) {
            found(entry.type(), entry);
        } else if (entry.kind() == Kind.DECIDED) {
            decided(entry, Json.read(entry.content(), JsonNode.class));
        }
    }

    private void found(String type, Entry entry) {
        switch (type) {
            case "LossReport" -> reported = true;
            case "StrategyChoice" -> {
                JsonNode choice = Json.read(entry.content(), JsonNode.class);
                revoke("");
                plan = null;
                takeBack = false;
                giveBack = false;
                strategy = choice.path("strategy").asText();
                chooser = choice.path("chosenBy").asText();
            }
            case "RecoveryPlan" -> planned(entry, RecoveryPlan.ROWS);
            case "CutOverPlan" -> planned(entry, RecoveryPlan.POINT_IN_TIME);
            case "ApprovedPlan" -> {
                JsonNode approval = Json.read(entry.content(), JsonNode.class);
                approved = approval.path("hash").asText();
                approver = approval.path("by").asText();
                against = "";
                takeBack = false;
            }
            case "ValidationConfirmation" -> {
                JsonNode validation = Json.read(entry.content(), JsonNode.class);
                confirmed = validation.path("confirmed").asBoolean();
                confirmer = validation.path("confirmedBy").asText();
                giveBack = false;
            }
            default -> {}
        }
    }

    /** Only a plan of the way back that was chosen counts; an approval of an earlier plan does not hold for it. */
    private void planned(Entry entry, String method) {
        if (method.equals(strategy)) {
            plan = Json.read(entry.content(), JsonNode.class).path("hash").asText();
        }
    }

    private void decided(Entry entry, JsonNode answer) {
        switch (entry.step()) {
            case "confirm-loss" -> {
                revoke("");
                strategy = null;
                plan = null;
                giveBack = answer.path("lossDecision").asText().equals("false-alarm");
                against = said(entry);
            }
            case "approve-recovery" -> {
                if (answer.path("approval").asText().equals("reject")) {
                    revoke(said(entry));
                }
            }
            case "confirm-validation" -> {
                if (!answer.path("validationDecision").asText().equals("confirm")) {
                    revoke(said(entry));
                    takeBack = answer.path("validationDecision").asText().equals("undo");
                }
            }
            case "approve-resume" ->
                giveBack = answer.path("resumeDecision").asText().equals("resume")
                        && !entry.who().equals(confirmer)
                        && (confirmed || stopped || strategy == null);
            case "resume-trouble" -> {
                if (answer.path("troubleDecision").asText().equals("stop-again")) {
                    giveBack = false;
                    against = said(entry);
                }
            }
            case "fence-by-hand" -> failed(entry, answer.path("fenceDecision").asText());
            case "handle-failed-step" ->
                failed(entry, answer.path("failureDecision").asText());
            case "choose-strategy" -> {
                if (answer.path("strategy").asText().equals("stop")) {
                    failed(entry, "stop");
                }
            }
            default -> {}
        }
    }

    private void failed(Entry entry, String order) {
        switch (order) {
            case "another-strategy", "another-culprit" -> {
                revoke(said(entry));
                takeBack = true;
            }
            case "stop" -> {
                revoke(said(entry));
                takeBack = true;
                stopped = true;
                giveBack = true;
            }
            default -> {}
        }
    }

    private void revoke(String why) {
        approved = null;
        confirmed = false;
        confirmer = "";
        against = why;
    }

    private static String said(Entry entry) {
        return entry.who() + " " + Answers.deed(entry) + " at " + Figures.second(entry.at());
    }

    Optional<String> plan() {
        return Optional.ofNullable(plan);
    }

    Optional<String> notReported() {
        return reported ? Optional.empty() : Optional.of("nobody reported a loss under this number");
    }

    /** Empty when the newest plan of that way is approved by another person than the one who chose the way. */
    Optional<String> notApproved(String method) {
        if (stopped) {
            return Optional.of("the response was stopped" + (against.isEmpty() ? "" : ": " + against));
        }
        if (!method.equals(strategy)) {
            return Optional.of(
                    strategy == null
                            ? "no way back was chosen" + (against.isEmpty() ? "" : " since " + against)
                            : "the way back that " + chooser + " chose is '" + strategy + "'");
        }
        if (approved == null) {
            return Optional.of("no approval of the plan stands" + (against.isEmpty() ? "" : ": " + against));
        }
        if (!approved.equals(plan)) {
            return Optional.of("approved was the plan " + approved + ", the newest is "
                    + (plan == null ? "none: nothing was planned since the way back was chosen" : plan));
        }
        if (approver.equals(chooser)) {
            return Optional.of(chooser + " chose the way back and approved it too");
        }
        return Optional.empty();
    }

    Optional<String> notTakenBack() {
        return takeBack ? Optional.empty() : Optional.of("nobody ordered that the recovery be taken back");
    }

    Optional<String> notGivenBack() {
        return giveBack
                ? Optional.empty()
                : Optional.of("nobody had the service resumed, called it a false alarm or stopped the response"
                        + (against.isEmpty() ? "" : " since " + against));
    }
}
