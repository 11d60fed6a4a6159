package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Violations of a database's own rules at one moment, such as unvalidated or broken constraints. Many healthy databases
 * have some: a recovery is judged only by what it made worse.
 */
public record Defects(List<Looked> kinds, Instant measuredAt) {

    /** The kinds of defects that are checked. */
    public enum Kind {
        FOREIGN_KEYS,
        CONSTRAINTS,
        INDEXES,
        SEQUENCES,
        MATERIALIZED_VIEWS
    }

    /**
     * What was found of one kind.
     *
     * @param objects how many objects of this kind there are
     * @param trouble the server's error when this kind could not be checked, else null
     */
    public record Looked(
            Kind kind,
            int objects,
            List<Defect> found,
            @Nullable String trouble) {}

    /**
     * One defect of one object.
     *
     * @param counted true when {@code amount} is a number of rows; false for a state that an object has or does not
     *     have
     * @param words what is wrong, as the part of a sentence after the object's name
     */
    public record Defect(String object, boolean counted, long amount, String words) {

        /** Whether both are the same defect of the same object, with the same or another amount. */
        public boolean sameAs(Defect other) {
            return object.equals(other.object) && counted == other.counted;
        }
    }

    /** What was found of this kind; empty when it was not or could not be checked. */
    public Optional<Looked> of(Kind kind) {
        return kinds.stream()
                .filter(looked -> looked.kind() == kind && looked.trouble() == null)
                .findFirst();
    }
}
