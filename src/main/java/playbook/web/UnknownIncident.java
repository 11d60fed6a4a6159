package playbook.web;

import playbook.incident.HintedException;

/** Somebody asked for an incident that is not there, or not for this user. */
class UnknownIncident extends HintedException {

    UnknownIncident(String key) {
        super("there is no incident '" + key + "' that you may read", "the list is at /incidents.");
    }
}
