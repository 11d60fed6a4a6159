package playbook.incident;

/**
 * Why there is no comparison that rows could be given back by.
 *
 * @param step of the preparation that failed
 */
public record RowsNotCompared(String step, String why) {

    /** As the ways back say it. */
    public String reason() {
        return "The comparison that it needs failed at '" + Figures.spoken(step) + "': " + why;
    }
}
