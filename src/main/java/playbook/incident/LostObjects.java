package playbook.incident;

import java.util.HashMap;
import java.util.Map;

/**
 * Which definitions the culprit took, as {@link SchemaFingerprint} names and describes them.
 *
 * @param objects those that are not there any more just after it
 * @param changed those that it left with another definition, as a publication that had the dropped table
 */
public record LostObjects(Map<String, String> objects, Map<String, Changed> changed) {

    /** A definition just before the culprit and just after it. */
    public record Changed(String before, String after) {}

    /**
     * The schema that a recovery should leave.
     *
     * @param fenced the one before it; what others defined since the culprit is in it, and stays
     */
    public SchemaFingerprint backIn(SchemaFingerprint fenced) {
        Map<String, String> expected = new HashMap<>(fenced.objects());
        expected.putAll(objects); // A schema that was made again since is as before, too.
        changed.forEach((object, change) -> expected.replace(object, change.after(), change.before()));
        return new SchemaFingerprint(expected, fenced.measuredAt());
    }
}
