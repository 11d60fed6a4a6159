package playbook.process.engine;

/** Every variable of the models and forms, by name and type. */
public final class PlaybookVariables {

    // The report.
    public static final Variable<String> TARGET = Variable.text("target");
    public static final Variable<Object> SYMPTOMS = Variable.json("symptoms");
    public static final Variable<String> DESCRIPTION = Variable.text("description");
    public static final Variable<String> TABLES = Variable.text("tables");
    public static final Variable<String> NOTICED_AT = Variable.text("noticedAt");
    public static final Variable<Boolean> CUSTOMER_DATA = Variable.flag("customerData");
    public static final Variable<Boolean> CONFIRMED = Variable.flag("confirmed");

    // The incident.
    public static final Variable<String> INCIDENT_KEY = Variable.text("incidentKey");
    public static final Variable<String> TARGET_LABEL = Variable.text("targetLabel");
    public static final Variable<String> REPORTED_AT = Variable.text("reportedAt");
    public static final Variable<String> REPORTED_BY = Variable.text("reportedBy");
    public static final Variable<String> PHASE = Variable.text("phase");
    public static final Variable<String> ENDING = Variable.text("ending");
    /** Counts from 1; each return to the decision begins another one. */
    public static final Variable<Integer> ROUND = Variable.number("round");
    /** What the newest round doubts: {@code culprit} or {@code strategy}; {@code nothing} in the first one. */
    public static final Variable<String> AGAIN = Variable.text("again");
    /** ISO duration between giving traffic back and looking at it. */
    public static final Variable<String> WATCH_TIME = Variable.text("watchTime");

    // Long work.
    public static final Variable<String> STEP = Variable.text("step");
    public static final Variable<String> RETRIES = Variable.text("retries");
    public static final Variable<Integer> ATTEMPT = Variable.number("attempt");
    /** How often it was begun again by itself since a person last looked at it. */
    public static final Variable<Integer> RESTARTS = Variable.number("restarts");

    public static final Variable<String> OPERATION_NAME = Variable.text("operationName");
    public static final Variable<String> OPERATION = Variable.text("operation");
    public static final Variable<String> PROGRESS = Variable.text("progress");
    public static final Variable<String> OUTCOME = Variable.text("outcome");
    public static final Variable<String> FAILURE = Variable.text("failure");
    public static final Variable<String> STEP_TITLE = Variable.text("stepTitle");

    // Failed steps.
    public static final Variable<String> FAILED_JOB = Variable.text("failedJob");
    public static final Variable<String> FAILURE_ORDER = Variable.text("failureOrder");
    public static final Variable<String> FAILURE_DECISION = Variable.text("failureDecision");
    public static final Variable<String> FAILURE_NOTE = Variable.text("failureNote");

    // What forms show.
    public static final Variable<Object> SUSPECTS = Variable.json("suspects");
    public static final Variable<Object> SUSPECT_CHOICES = Variable.json("suspectChoices");
    public static final Variable<Object> SUSPECT_LIST = Variable.json("suspectList");
    public static final Variable<Object> SEARCH_REMARKS = Variable.json("searchRemarks");
    public static final Variable<Object> PIN_REMARKS = Variable.json("pinRemarks");
    public static final Variable<Object> TABLE_COUNTS = Variable.json("tableCounts");
    public static final Variable<String> COUNTED_AT = Variable.text("countedAt");
    public static final Variable<String> BASELINE_AT = Variable.text("baselineAt");
    /** Which server and database the plan is for, by what they call themselves, and which transaction it undoes. */
    public static final Variable<String> PLAN_SERVER = Variable.text("planServer");

    public static final Variable<String> PLAN_DIRECTORY = Variable.text("planDirectory");
    public static final Variable<String> PLAN_DATABASE = Variable.text("planDatabase");
    public static final Variable<String> PLAN_XID = Variable.text("planXid");
    /** What the approver's form of an incident names that began with a former version: its forms stay its own. */
    public static final Variable<Object> FORMER_ROW_PLAN = Variable.json("planRecovery");

    public static final Variable<Object> FORMER_SERVER_PLAN = Variable.json("planCutOver");

    public static final Variable<Object> PLAN_TABLES = Variable.json("planTables");
    public static final Variable<Object> PLAN_LEFT_ALONE = Variable.json("planLeftAlone");
    /** Dropped tables that a plan makes anew, and every definition that comes back with them. */
    public static final Variable<Object> TABLES_BACK = Variable.json("tablesBack");

    public static final Variable<Object> PLAN_OBJECTS = Variable.json("planObjects");
    /** From where the rows that a plan gives back were read. */
    public static final Variable<String> PLAN_SOURCE = Variable.text("planSource");

    /** What a person wants a recovery by rows not to do. */
    public static final Variable<String> PLAN_WISHES = Variable.text("planWishes");

    public static final Variable<Object> PLAN_WARNINGS = Variable.json("planWarnings");
    public static final Variable<String> CUT_OVER_STOP = Variable.text("cutOverStop");
    public static final Variable<String> CUT_OVER_LOSS = Variable.text("cutOverLoss");
    public static final Variable<Object> LOST_ROWS = Variable.json("lostRows");
    public static final Variable<Object> DATA_CHECKS = Variable.json("dataChecks");
    public static final Variable<Object> APPLICATION_CHECKS = Variable.json("applicationChecks");
    public static final Variable<Object> TROUBLES = Variable.json("troubles");

    // Decisions.
    public static final Variable<Object> FACTS = Variable.json("facts");
    public static final Variable<String> FENCE_DECISION = Variable.text("fenceDecision");
    public static final Variable<String> FENCE_NOTE = Variable.text("fenceNote");
    public static final Variable<String> LOSS_DECISION = Variable.text("lossDecision");
    public static final Variable<String> CULPRIT_XID = Variable.text("culpritXid");
    /** Of several transactions that are one loss, chosen by a person. */
    public static final Variable<Object> CULPRIT_XIDS = Variable.json("culpritXids");
    /** When everything was still there, of a loss that nobody who is known did. */
    public static final Variable<String> LOSS_TIME = Variable.text("lossTime");
    /** {@code rows} or {@code tables}: whether there are rows before and after the culprit to compare. */
    public static final Variable<String> DAMAGE = Variable.text("damage");

    public static final Variable<Object> STRATEGIES = Variable.json("strategies");
    public static final Variable<Object> STRATEGY_OPTIONS = Variable.json("strategyOptions");
    public static final Variable<String> STRATEGY = Variable.text("strategy");
    public static final Variable<String> STRATEGY_REASON = Variable.text("strategyReason");
    public static final Variable<String> STRATEGY_CHOSEN_BY = Variable.text("strategyChosenBy");
    /** For people: how many rows the transaction added; empty when none. */
    public static final Variable<String> ROWS_ADDED = Variable.text("rowsAdded");
    /** {@code take-back} or {@code keep}. */
    public static final Variable<String> ADDED_ROWS = Variable.text("addedRows");
    /** Rows that stay as they are, one a line. */
    public static final Variable<String> LEAVE_OUT = Variable.text("leaveOut");

    public static final Variable<String> STOP_KIND = Variable.text("stopKind");
    public static final Variable<String> STOP_VALUE = Variable.text("stopValue");
    public static final Variable<String> APPROVAL = Variable.text("approval");
    public static final Variable<String> APPROVAL_TARGET = Variable.text("approvalTarget");
    public static final Variable<String> APPROVAL_NOTE = Variable.text("approvalNote");
    public static final Variable<String> APPROVED_BY = Variable.text("approvedBy");
    public static final Variable<String> PLAN_HASH = Variable.text("planHash");
    public static final Variable<String> VALIDATION_DECISION = Variable.text("validationDecision");
    public static final Variable<String> VALIDATION_NOTE = Variable.text("validationNote");
    public static final Variable<String> VALIDATION_CONFIRMED_BY = Variable.text("validationConfirmedBy");
    public static final Variable<String> RESUME_DECISION = Variable.text("resumeDecision");
    public static final Variable<String> TROUBLE_DECISION = Variable.text("troubleDecision");
    public static final Variable<String> TROUBLE_NOTE = Variable.text("troubleNote");

    private PlaybookVariables() {}

    public static Variable<String> outcomeOf(String step) {
        return Variable.text(step + "Outcome");
    }
}
