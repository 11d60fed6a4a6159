package playbook.process.engine;

import playbook.incident.HintedException;

/** It is not this person's to do or to answer, whatever the answer is. */
public class NotAllowed extends HintedException {

    public NotAllowed(String found, String hint) {
        super(found, hint);
    }
}
