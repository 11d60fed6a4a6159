package playbook.process;

import playbook.incident.HintedException;

/** It is not this person's to answer, whatever the answer is. */
class NotAllowed extends HintedException {

    NotAllowed(String found, String hint) {
        super(found, hint);
    }
}
