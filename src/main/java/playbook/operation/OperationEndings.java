package playbook.operation;

/** Hears about long work; called by the watch over it. */
public interface OperationEndings {

    /** The operation has ended. False while nobody waits for it yet: then it is told again. */
    boolean delivered(OperationRecord operation);

    /** The operation has moved on since it was told last. */
    default void progressed(OperationRecord operation) {}
}
