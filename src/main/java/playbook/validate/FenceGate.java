package playbook.validate;

import playbook.incident.Incident;

/** Lets one of the application's roles through the fence for the test, and shuts it out again. May be repeated. */
public interface FenceGate {

    void openFor(Incident incident, String role);

    /** Returns when the role cannot log in and has no session. */
    void closeFor(Incident incident, String role);
}
