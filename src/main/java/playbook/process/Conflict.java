package playbook.process;

import playbook.incident.HintedException;

/** It can't be done any more, because of what somebody has done meanwhile; the sentence says who and when. */
public class Conflict extends HintedException {

    Conflict(String found, String hint) {
        super(found, hint);
    }
}
