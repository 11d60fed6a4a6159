package playbook.incident;

/** The kinds of things that a response changes and gives back, as the record of changes names them. */
public final class Remembered {

    /** A line of postgresql.auto.conf; subject is the setting's name. */
    public static final String SERVER_SETTING = "serverSetting";

    /** A replication slot of ours; subject is its name, given back by dropping it. */
    public static final String SLOT = "replicationSlot";

    /** A login role that the fence shuts out; subject is its name. */
    public static final String ROLE = "role";

    /** A default of the database; subject is the database. */
    public static final String DATABASE_DEFAULT = "databaseDefault";

    /** An enabled subscription that the fence disabled; subject is its database and name. */
    public static final String SUBSCRIPTION = "subscription";

    /** Jobs that the server starts by itself, which the fence suspended; subject is their database and numbers. */
    public static final String SCHEDULED_JOBS = "scheduledJobs";

    /** Replicas and test mode of an application; subject is its name. */
    public static final String APPLICATION = "application";

    /** An application that runs in test mode; subject is its name. */
    public static final String TEST_REPLICA = "testReplica";

    /** A wall in the network before the database; subject is the incident, given back by taking it away. */
    public static final String NETWORK_FENCE = "networkFence";

    /** The page which customers see. */
    public static final String FRONT_PAGE = "frontPage";

    private Remembered() {}
}
