package playbook.incident;

/** What a step does to the target or to its people, and so whose decision it needs; each step says which. */
public enum Act {
    /** Reads, or writes to a place of the playbook's own. */
    NOTHING("reading"),
    /** Pin, fence, stop: what a report asks for. */
    STOP_LOSS("stopping the loss"),
    /** Changes rows of the live database. */
    MERGE("merging rows into the live database"),
    /** Makes the server that is to take the live one's place, and puts it there. */
    CUT_OVER("the cut-over to a recovered server"),
    /** Stops or starts the server, on the way there or back. */
    EXCHANGE("stopping or starting the server"),
    /** Brings the state from before the recovery back. */
    TAKE_BACK("taking the recovery back"),
    /** Lets an application write to the recovered database. */
    TEST("testing the application on the recovered data"),
    /** Fence, applications, page, pin: ends what protected the data. */
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
