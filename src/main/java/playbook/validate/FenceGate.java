package playbook.validate;

import playbook.incident.Incident;
import playbook.incident.Lsn;

/** Lets the application's roles through the fence for the test, shuts them out again, and tells what they wrote. */
public interface FenceGate {

    /** May be repeated, as all of these. */
    void openFor(Incident incident, String role);

    /** Returns when the role cannot log in and has no session. */
    void closeFor(Incident incident, String role);

    /** Where the WAL stands now. */
    Lsn position(Incident incident);

    /** What was committed to user tables since then. Never throws: what cannot be read is said in it. */
    TestWrites writtenSince(Incident incident, Lsn position);
}
