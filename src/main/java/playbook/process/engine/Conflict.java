package playbook.process.engine;

import playbook.incident.HintedException;

/** It can't be done any more, because of what somebody has done meanwhile; the sentence says who and when. */
public class Conflict extends HintedException {

    public Conflict(String found, String hint) {
        super(found, hint);
    }
}
