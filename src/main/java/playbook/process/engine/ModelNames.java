package playbook.process.engine;

/** The models that the code asks for, by their ids. */
public final class ModelNames {

    public static final String RESPONSE = "data-loss-response";

    /** Asks a person about one step that has no tries left, in an instance of its own. */
    public static final String FAILED_STEP = "failed-step";

    public static final String RUN_OPERATION = "run-operation";

    private ModelNames() {}
}
