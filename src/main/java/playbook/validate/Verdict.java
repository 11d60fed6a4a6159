package playbook.validate;

import java.util.List;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;

/** The outcome of a check, and what was seen. */
record Verdict(Outcome outcome, String detail) {

    private static final int SHOWN = 10;

    static Verdict passed(String detail) {
        return new Verdict(Outcome.PASSED, detail);
    }

    static Verdict failed(String detail) {
        return new Verdict(Outcome.FAILED, detail);
    }

    /** @param why why nothing was checked; such a check counts as neither passed nor failed */
    static Verdict notLookedAt(String why) {
        return new Verdict(Outcome.NOT_LOOKED_AT, why);
    }

    /** Passed when there is no trouble; otherwise failed, with the first troubles and their number. */
    static Verdict of(List<String> troubles, String whenNone) {
        return troubles.isEmpty() ? passed(whenNone) : failed(told(troubles));
    }

    static String told(List<String> texts) {
        String first = String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())));
        return texts.size() <= SHOWN ? first : first + "; and " + (texts.size() - SHOWN) + " more";
    }

    boolean passed() {
        return outcome == Outcome.PASSED;
    }

    Check check(String name, double seconds) {
        return new Check(name, outcome, detail, seconds);
    }
}
