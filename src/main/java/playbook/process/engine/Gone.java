package playbook.process.engine;

import playbook.incident.HintedException;

/** What was asked for is not there, and never was as far as the engine remembers. */
public final class Gone extends HintedException {

    public Gone(String found, String hint) {
        super(found, hint);
    }
}
