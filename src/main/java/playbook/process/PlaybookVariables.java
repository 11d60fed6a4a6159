package playbook.process;

/** Every variable of the models and forms, by name and type. */
public final class PlaybookVariables {

    // The report.
    static final Variable<String> TARGET = Variable.text("target");
    static final Variable<Object> SYMPTOMS = Variable.json("symptoms");
    static final Variable<String> DESCRIPTION = Variable.text("description");
    static final Variable<String> TABLES = Variable.text("tables");
    static final Variable<String> NOTICED_AT = Variable.text("noticedAt");
    static final Variable<Boolean> CUSTOMER_DATA = Variable.flag("customerData");
    static final Variable<Boolean> CONFIRMED = Variable.flag("confirmed");

    // The incident.
    static final Variable<String> INCIDENT_KEY = Variable.text("incidentKey");
    static final Variable<String> TARGET_LABEL = Variable.text("targetLabel");
    static final Variable<String> REPORTED_AT = Variable.text("reportedAt");
    static final Variable<String> REPORTED_BY = Variable.text("reportedBy");
    static final Variable<String> PHASE = Variable.text("phase");
    static final Variable<String> ENDING = Variable.text("ending");
    /** Counts from 1; each return to the decision begins another one. */
    static final Variable<Integer> ROUND = Variable.number("round");
    /** What the newest round doubts: {@code culprit} or {@code strategy}; {@code nothing} in the first one. */
    static final Variable<String> AGAIN = Variable.text("again");
    /** ISO duration between giving traffic back and looking at it. */
    static final Variable<String> WATCH_TIME = Variable.text("watchTime");

    // Long work.
    static final Variable<String> STEP = Variable.text("step");
    static final Variable<String> RETRIES = Variable.text("retries");
    static final Variable<Integer> ATTEMPT = Variable.number("attempt");
    /** How often it was begun again by itself since a person last looked at it. */
    static final Variable<Integer> RESTARTS = Variable.number("restarts");

    static final Variable<String> OPERATION_NAME = Variable.text("operationName");
    static final Variable<String> OPERATION = Variable.text("operation");
    static final Variable<String> PROGRESS = Variable.text("progress");
    static final Variable<String> OUTCOME = Variable.text("outcome");
    static final Variable<String> FAILURE = Variable.text("failure");
    static final Variable<String> STEP_TITLE = Variable.text("stepTitle");

    // Failed steps.
    static final Variable<String> FAILED_JOB = Variable.text("failedJob");
    static final Variable<String> FAILURE_ORDER = Variable.text("failureOrder");
    static final Variable<String> FAILURE_DECISION = Variable.text("failureDecision");
    static final Variable<String> FAILURE_NOTE = Variable.text("failureNote");

    // What forms show.
    static final Variable<Object> SUSPECTS = Variable.json("suspects");
    static final Variable<Object> SUSPECT_CHOICES = Variable.json("suspectChoices");
    static final Variable<Object> SUSPECT_LIST = Variable.json("suspectList");
    static final Variable<Object> SEARCH_REMARKS = Variable.json("searchRemarks");
    static final Variable<Object> PIN_REMARKS = Variable.json("pinRemarks");
    static final Variable<Object> TABLE_COUNTS = Variable.json("tableCounts");
    static final Variable<String> COUNTED_AT = Variable.text("countedAt");
    static final Variable<String> BASELINE_AT = Variable.text("baselineAt");
    /** Which server and database the plan is for, by what they call themselves, and which transaction it undoes. */
    static final Variable<String> PLAN_SERVER = Variable.text("planServer");

    static final Variable<String> PLAN_DIRECTORY = Variable.text("planDirectory");
    static final Variable<String> PLAN_DATABASE = Variable.text("planDatabase");
    static final Variable<String> PLAN_XID = Variable.text("planXid");
    /** What the approver's form of an incident names that began with a former version: its forms stay its own. */
    static final Variable<Object> FORMER_ROW_PLAN = Variable.json("planRecovery");

    static final Variable<Object> FORMER_SERVER_PLAN = Variable.json("planCutOver");

    static final Variable<Object> PLAN_TABLES = Variable.json("planTables");
    static final Variable<Object> PLAN_LEFT_ALONE = Variable.json("planLeftAlone");
    /** What a person wants a recovery by rows not to do. */
    static final Variable<String> PLAN_WISHES = Variable.text("planWishes");

    static final Variable<Object> PLAN_WARNINGS = Variable.json("planWarnings");
    static final Variable<String> CUT_OVER_STOP = Variable.text("cutOverStop");
    static final Variable<String> CUT_OVER_LOSS = Variable.text("cutOverLoss");
    static final Variable<Object> LOST_ROWS = Variable.json("lostRows");
    static final Variable<Object> DATA_CHECKS = Variable.json("dataChecks");
    static final Variable<Object> APPLICATION_CHECKS = Variable.json("applicationChecks");
    static final Variable<Object> TROUBLES = Variable.json("troubles");

    // Decisions.
    static final Variable<Object> FACTS = Variable.json("facts");
    static final Variable<String> FENCE_DECISION = Variable.text("fenceDecision");
    static final Variable<String> FENCE_NOTE = Variable.text("fenceNote");
    static final Variable<String> LOSS_DECISION = Variable.text("lossDecision");
    static final Variable<String> CULPRIT_XID = Variable.text("culpritXid");
    /** Of several transactions that are one loss, chosen by a person. */
    static final Variable<Object> CULPRIT_XIDS = Variable.json("culpritXids");
    /** When everything was still there, of a loss that nobody who is known did. */
    static final Variable<String> LOSS_TIME = Variable.text("lossTime");
    /** {@code rows} or {@code tables}: whether there are rows before and after the culprit to compare. */
    static final Variable<String> DAMAGE = Variable.text("damage");

    static final Variable<Object> STRATEGIES = Variable.json("strategies");
    static final Variable<Object> STRATEGY_OPTIONS = Variable.json("strategyOptions");
    static final Variable<String> STRATEGY = Variable.text("strategy");
    static final Variable<String> STRATEGY_REASON = Variable.text("strategyReason");
    static final Variable<String> STRATEGY_CHOSEN_BY = Variable.text("strategyChosenBy");
    /** For people: how many rows the transaction added; empty when none. */
    static final Variable<String> ROWS_ADDED = Variable.text("rowsAdded");
    /** {@code take-back} or {@code keep}. */
    static final Variable<String> ADDED_ROWS = Variable.text("addedRows");
    /** Rows that stay as they are, one a line. */
    static final Variable<String> LEAVE_OUT = Variable.text("leaveOut");

    static final Variable<String> STOP_KIND = Variable.text("stopKind");
    static final Variable<String> STOP_VALUE = Variable.text("stopValue");
    static final Variable<String> APPROVAL = Variable.text("approval");
    static final Variable<String> APPROVAL_TARGET = Variable.text("approvalTarget");
    static final Variable<String> APPROVAL_NOTE = Variable.text("approvalNote");
    static final Variable<String> APPROVED_BY = Variable.text("approvedBy");
    static final Variable<String> PLAN_HASH = Variable.text("planHash");
    static final Variable<String> VALIDATION_DECISION = Variable.text("validationDecision");
    static final Variable<String> VALIDATION_NOTE = Variable.text("validationNote");
    static final Variable<String> VALIDATION_CONFIRMED_BY = Variable.text("validationConfirmedBy");
    static final Variable<String> RESUME_DECISION = Variable.text("resumeDecision");
    static final Variable<String> TROUBLE_DECISION = Variable.text("troubleDecision");
    static final Variable<String> TROUBLE_NOTE = Variable.text("troubleNote");

    private PlaybookVariables() {}

    static Variable<String> outcomeOf(String step) {
        return Variable.text(step + "Outcome");
    }
}
