package playbook.incident;

/**
 * Why there is no comparison that rows could be given back by.
 *
 * @param xid of the culprit that was to be compared, 0 when none is known
 * @param step of the preparation that failed
 */
public record RowsNotCompared(long xid, String step, String why) {

    /** As the ways back say it. */
    public String reason() {
        return "The comparison that it needs failed at '" + Figures.spoken(step) + "': " + why;
    }
}
