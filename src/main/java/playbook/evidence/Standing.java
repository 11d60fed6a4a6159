package playbook.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Act;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.Figures;
import playbook.incident.Method;

/**
 * Computes which decisions are in force now. It reads the record from the beginning: a later decision revokes an
 * earlier one, and a decision counts only for its subject (this choice, this plan, this validation).
 */
final class Standing {

    /** Questions on which an approval depends; an unknown answer to one of them revokes it. */
    private static final Set<Asked> UNDERMINING = EnumSet.of(Asked.LOSS, Asked.PLAN, Asked.VALIDATION);

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
    /** The newest decision that revoked an approval, in words. */
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
            decided(entry);
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
            default -> Method.ofPlan(type).ifPresent(method -> planned(entry, method));
        }
    }

    /** A new plan for the chosen way back; an approval of an earlier plan does not count for it. */
    private void planned(Entry entry, Method method) {
        if (method.word().equals(strategy)) {
            plan = Json.read(entry.content(), JsonNode.class).path("hash").asText();
        }
    }

    private void decided(Entry entry) {
        Answers.answer(entry).ifPresentOrElse(answer -> decided(entry, answer), () -> {
            if (Asked.of(entry.step()).filter(UNDERMINING::contains).isPresent()) {
                revoke(said(entry)); // This version does not know the answer, so it cannot be an approval.
            }
        });
    }

    private void decided(Entry entry, Answer answer) {
        switch (answer) {
            case LOSS, FALSE_ALARM -> {
                revoke("");
                strategy = null;
                plan = null;
                giveBack = answer == Answer.FALSE_ALARM;
                against = said(entry);
            }
            case REJECT -> revoke(said(entry));
            case BACK, UNDO -> {
                revoke(said(entry));
                takeBack = answer == Answer.UNDO;
            }
            case RESUME -> giveBack = !entry.who().equals(confirmer) && (confirmed || stopped || strategy == null);
            case WAIT -> giveBack = false;
            case STOP_AGAIN -> {
                giveBack = false;
                against = said(entry);
            }
            case ANOTHER_STRATEGY, ANOTHER_CULPRIT -> {
                revoke(said(entry));
                takeBack = true;
            }
            case STOP, STOP_UNFENCED, NO_WAY -> {
                revoke(said(entry));
                takeBack = true;
                stopped = true;
                giveBack = true;
            }
            case APPROVE, CONFIRM, LOOK_AGAIN, NO_WAY_BUT_ANOTHER_CULPRIT, CONTINUE, TRY_AGAIN, BY_HAND -> {}
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

    /**
     * Why the act is not approved. Empty when the chosen way back includes the act, and its newest plan is approved by
     * another person than the one who chose the way.
     */
    Optional<String> notApproved(Act act) {
        if (stopped) {
            return Optional.of("the response was stopped" + (against.isEmpty() ? "" : ": " + against));
        }
        if (Method.of(strategy).filter(method -> method.allows(act)).isEmpty()) {
            return Optional.of(
                    strategy == null
                            ? "no way back was chosen" + (against.isEmpty() ? "" : " since " + against)
                            : "the way back that " + chooser + " chose is '" + strategy + "'");
        }
        if (approved == null) {
            return Optional.of("no approval of the plan is in force" + (against.isEmpty() ? "" : ": " + against));
        }
        if (!approved.equals(plan)) {
            return Optional.of("the approved plan is " + approved + ", but the newest plan is "
                    + (plan == null ? "none: no plan was made since the way back was chosen" : plan));
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
