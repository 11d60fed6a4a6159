package playbook.incident;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exact effect of the culprit on rows.
 *
 * @param remarks effects of the culprit that are not among these rows, in plain words
 * @param source where the rows were read: {@link #HEAP} or {@link #SIDE_INSTANCE}
 * @param sequences where each sequence stood before the culprit, for rows from the heap: by quoted name, up to 32 numbers
 *     further than it had given; null for a side instance, of which {@link RowsBefore} tells it
 * @param imaged how many row versions the heap had no more and page images in the WAL gave
 */
public record RowDifference(
        List<TableDifference> tables,
        @Nullable List<String> remarks,
        String source,
        @Nullable Map<String, Long> sequences,
        long imaged) {

    /** Dead rows in the patient's own files. */
    public static final String HEAP = "heap";

    /** Two stops of a server that was restored from a base backup. */
    public static final String SIDE_INSTANCE = "side instance";

    public RowDifference {
        // Records of former versions have none.
        source = Objects.requireNonNullElse(source, SIDE_INSTANCE);
    }

    public RowDifference(List<TableDifference> tables) {
        this(tables, List.of(), SIDE_INSTANCE, null, 0);
    }

    /** For people: from where the rows were read. */
    public String sourceInWords() {
        return source.equals(HEAP)
                ? "The rows were read from the dead rows in the tables' own files"
                        + (imaged == 0
                                ? ""
                                : ", " + Figures.number(imaged) + " row versions from page images in the WAL")
                        + "; no base backup was needed."
                : "The rows were read from a side instance that was restored from a base backup.";
    }

    /** Empty in records of former versions. */
    @Override
    public List<String> remarks() {
        return remarks == null ? List.of() : remarks;
    }
}
