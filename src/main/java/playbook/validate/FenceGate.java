package playbook.validate;

import playbook.incident.Incident;
import playbook.incident.Lsn;

/** Opens the fence for the application's role during the test, closes it again, and reads what the role wrote. */
public interface FenceGate {

    /** Lets the role log in and write. May be repeated, like all these methods. */
    void openFor(Incident incident, String role);

    /** Shuts the role out; returns when it cannot log in and has no session. */
    void closeFor(Incident incident, String role);

    /** The current WAL position. */
    Lsn position(Incident incident);

    /**
     * What was committed to user tables since that position. Never throws: the result says when the WAL cannot be read.
     */
    TestWrites writtenSince(Incident incident, Lsn position);
}
