package playbook.process.task;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.incident.Method;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;

/**
 * Which ways back may be chosen.
 *
 * @param ranked as the decision table has them, best first
 * @param judged as each was judged here; empty where that was done by hand
 */
record OfferedWays(List<String> ranked, StrategyOptions judged) {

    /** @throws HintedException when it can't be taken here, or when it is not the recommended one and no reason is given */
    void mustHave(String chosen, String reason) {
        judged.of(chosen).filter(option -> !option.available()).ifPresent(option -> {
            throw new HintedException(
                    "'" + chosen + "' can't be done here: " + option.reasonIfNot(), "choose another way.");
        });
        if (!known(chosen)) {
            throw new HintedException(
                    "'" + chosen + "' is not one of the ways back " + ranked, "choose one of the list.");
        }
        if (!possible(chosen)) {
            throw new HintedException(
                    "'" + chosen + "' can't be done here: it is not built in this version",
                    "choose another way, or stop the response: everything is given back, the copies are kept.");
        }
        Optional<String> recommended = ranked.stream().filter(this::possible).findFirst();
        if (!recommended.equals(Optional.of(chosen)) && reason.isBlank()) {
            throw new HintedException(
                    recommended
                            .map(best ->
                                    "'" + chosen + "' is not the recommended '" + best + "', and no reason is given")
                            .orElse(
                                    "the decision table recommends none of the ways that can be taken here, and no reason"
                                            + " is given for '" + chosen + "'"),
                    "say why in one sentence: the approver reads it.");
        }
    }

    /** What of it is beyond the agreed objectives; whoever takes it says why. */
    List<String> beyond(String chosen) {
        return judged.of(chosen).map(Option::beyond).orElse(List.of());
    }

    /** @throws HintedException when it is beyond what was agreed, and nobody says why it is taken all the same */
    void mustBeExcused(String chosen, String why) {
        List<String> beyond = beyond(chosen);
        if (!beyond.isEmpty() && why.isBlank()) {
            throw new HintedException(
                    "'" + chosen + "' is beyond what was agreed, and nobody says why it is taken all the same: "
                            + String.join(" ", beyond),
                    "say why as the reason: the approver reads it, and it stays in the record.");
        }
    }

    private boolean known(String way) {
        return Stream.concat(ranked.stream(), judged.options().stream().map(Option::method))
                .anyMatch(way::equals);
    }

    private boolean possible(String way) {
        return judged.options().isEmpty()
                ? Method.of(way).filter(Method::built).isPresent()
                : judged.of(way).filter(Option::available).isPresent();
    }
}
