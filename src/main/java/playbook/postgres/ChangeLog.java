package playbook.postgres;

/** Remembers former states, committed before each change, so that they can be restored exactly, also after a crash. */
@FunctionalInterface
public interface ChangeLog {

    /** Remembers {@code before} for this kind and subject; a second call for them changes nothing. */
    void remember(String kind, String subject, Object before);
}
