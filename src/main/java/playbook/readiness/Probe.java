package playbook.readiness;

/**
 * One requirement of a response, and whether the target meets it now.
 *
 * @param what the requirement
 * @param found what was found, with values
 * @param hint what a person should do about it, empty when nothing
 */
public record Probe(String what, State state, String found, String hint) {

    /**
     * FOUND: good enough. WEAK: works with less safety, as the hint says. With the others a step of a response would
     * fail.
     */
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
