package playbook.postgres;

/** Keeps what was there, committed before it is changed, so that it can be given back exactly, also after a crash. */
@FunctionalInterface
public interface ChangeLog {

    /** Keeps the first {@code before} for this kind and subject; a repeated call changes nothing. */
    void remember(String kind, String subject, Object before);
}
