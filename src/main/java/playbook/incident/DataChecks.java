package playbook.incident;

import java.util.List;

/** The checks of the recovered database. */
public record DataChecks(List<Check> checks) {

    /**
     * One check.
     *
     * @param notLookedAt whether there was nothing to check, or no means to check it: the check proves nothing, and
     *     nobody has to explain it
     * @param detail what was compared with what, or why nothing was compared
     */
    public record Check(String name, boolean passed, boolean notLookedAt, String detail, double seconds) {

        /** In the order in which people should read them. */
        public enum Outcome {
            FAILED("FAILED"),
            NOT_LOOKED_AT("not looked at"),
            PASSED("passed");

            private final String words;

            Outcome(String words) {
                this.words = words;
            }

            public String words() {
                return words;
            }
        }

        public Check(String name, Outcome outcome, String detail, double seconds) {
            this(name, outcome == Outcome.PASSED, outcome == Outcome.NOT_LOOKED_AT, detail, seconds);
        }

        public Outcome outcome() {
            if (notLookedAt) {
                return Outcome.NOT_LOOKED_AT;
            }
            return passed ? Outcome.PASSED : Outcome.FAILED;
        }
    }
}
