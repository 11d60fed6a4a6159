package playbook.operation;

/** Listener for long operations, called by {@link OperationReconciler}. */
public interface OperationEndings {

    /**
     * Called when the operation has ended. Returns false while no process waits for it yet; then it is called again
     * later.
     */
    boolean delivered(OperationRecord operation);

    /** Called when the operation has made progress since the last call. */
    default void progressed(OperationRecord operation) {}
}
