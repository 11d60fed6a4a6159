package playbook.incident;

/** The kinds of changes that a response makes and undoes, as named in the record of changes. */
public final class Remembered {

    /** A line of postgresql.auto.conf; subject is the setting's name. */
    public static final String SERVER_SETTING = "serverSetting";

    /** A replication slot of the playbook; subject is its name; undone by dropping it. */
    public static final String SLOT = "replicationSlot";

    /** A login role that the fence shuts out; subject is its name. */
    public static final String ROLE = "role";

    /** The database's read-only default; subject is the database. */
    public static final String DATABASE_DEFAULT = "databaseDefault";

    /** An enabled subscription that the fence disabled; subject is its database and name. */
    public static final String SUBSCRIPTION = "subscription";

    /** Scheduled jobs (pg_cron) that the fence suspended; subject is their database and numbers. */
    public static final String SCHEDULED_JOBS = "scheduledJobs";

    /** Replicas and test mode of an application; subject is its name. */
    public static final String APPLICATION = "application";

    /** An application that runs in test mode; subject is its name. */
    public static final String TEST_REPLICA = "testReplica";

    /** The network policy that blocks the path to the database; subject is the incident; undone by deleting it. */
    public static final String NETWORK_FENCE = "networkFence";

    /** The page which customers see. */
    public static final String FRONT_PAGE = "frontPage";

    private Remembered() {}
}
