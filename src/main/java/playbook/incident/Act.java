package playbook.incident;

/**
 * What a step does to the target or its users. The act determines which decision the step needs; each step declares its
 * act.
 */
public enum Act {
    /** Reads, or writes only to the playbook's own files and database. */
    NOTHING("reading"),
    /** Pins, fences, stops applications; needs only the report of a loss. */
    STOP_LOSS("stopping the loss"),
    /** Changes rows of the live database. */
    MERGE("merging rows into the live database"),
    /** Makes dropped tables anew in the live database. */
    RESTORE_TABLES("making tables anew in the live database"),
    /** Makes a recovered server and puts it in place of the live one. */
    CUT_OVER("the cut-over to a recovered server"),
    /** Stops or starts the server, during a cut-over or its undoing. */
    EXCHANGE("stopping or starting the server"),
    /** Brings the state from before the recovery back. */
    TAKE_BACK("taking the recovery back"),
    /** Lets an application write to the recovered database. */
    TEST("testing the application on the recovered data"),
    /** Lifts the fence, starts the applications, restores the page, drops the pin. */
    GIVE_BACK("giving the database back to its users"),
    /** Ends the incident. */
    CLOSE("closing the incident");

    private final String words;

    Act(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
