package playbook.readiness;

/**
 * One thing a response needs, as it was just seen.
 *
 * @param what what was looked for
 * @param found what was found, with values
 * @param hint what a person does about it, empty when nothing is to be done
 */
public record Probe(String what, State state, String found, String hint) {

    /** FOUND is enough, WEAK works with a loss of safety that the hint names, the others make a step fail. */
    public enum State {
        FOUND,
        WEAK,
        MISSING,
        NOT_ALLOWED;

        public boolean enough() {
            return this == FOUND || this == WEAK;
        }
    }

    static Probe found(String what, String found) {
        return new Probe(what, State.FOUND, found, "");
    }

    static Probe weak(String what, String found, String hint) {
        return new Probe(what, State.WEAK, found, hint);
    }

    static Probe missing(String what, String found, String hint) {
        return new Probe(what, State.MISSING, found, hint);
    }
}
