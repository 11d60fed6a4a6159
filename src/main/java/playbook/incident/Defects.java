package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a database did not keep its own rules at one moment. Many healthy databases have some of it: a recovery is judged
 * by what it made worse, and not by what was so before.
 */
public record Defects(List<Looked> kinds, Instant measuredAt) {

    /** The kinds of defects that are looked for. */
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
     * @param objects how many there are of it
     * @param trouble the server's error when it could not be looked at, else null
     */
    public record Looked(
            Kind kind,
            int objects,
            List<Defect> found,
            @Nullable String trouble) {}

    /**
     * One fault of one object.
     *
     * @param counted the amount is a number of rows; otherwise it is a state that is so or not so
     * @param words what is wrong with it, follows its name
     */
    public record Defect(String object, boolean counted, long amount, String words) {

        /** Whether it is the same fault of the same object, whatever its amount. */
        public boolean sameAs(Defect other) {
            return object.equals(other.object) && counted == other.counted;
        }
    }

    /** What was found of this kind; empty when it was not looked for, or could not be looked at. */
    public Optional<Looked> of(Kind kind) {
        return kinds.stream()
                .filter(looked -> looked.kind() == kind && looked.trouble() == null)
                .findFirst();
    }
}
