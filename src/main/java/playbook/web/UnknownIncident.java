package playbook.web;

import playbook.incident.HintedException;

/** The requested incident does not exist, or this user may not read it. */
class UnknownIncident extends HintedException {

    UnknownIncident(String key) {
        super("there is no incident '" + key + "' that you may read", "the list is at /incidents.");
    }
}
