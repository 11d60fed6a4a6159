package playbook.validate;

import java.util.List;

/** Whether a check passed, and what was seen. */
record Verdict(boolean passed, String detail) {

    private static final int SHOWN = 10;

    static Verdict passed(String detail) {
        return new Verdict(true, detail);
    }

    static Verdict failed(String detail) {
        return new Verdict(false, detail);
    }

    /** Passed when there is no trouble; otherwise the first ones are told, and how many there are. */
    static Verdict of(List<String> troubles, String whenNone) {
        if (troubles.isEmpty()) {
            return passed(whenNone);
        }
        String first = String.join("; ", troubles.subList(0, Math.min(SHOWN, troubles.size())));
        return failed(troubles.size() <= SHOWN ? first : first + "; and " + (troubles.size() - SHOWN) + " more");
    }
}
