package playbook.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Everything the schema consists of, each object with its definition.
 *
 * @param objects for example {@code column public.users.email} to {@code text not null}, sorted
 */
public record SchemaFingerprint(Map<String, String> objects, Instant measuredAt) {

    /** In words what the later one has more, less or different; empty when nothing. */
    public List<String> differences(SchemaFingerprint later) {
        TreeSet<String> names = new TreeSet<>(objects.keySet());
        names.addAll(later.objects.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = objects.get(name);
            String after = later.objects.get(name);
            if (before == null) {
                differences.add("new: " + name);
            } else if (after == null) {
                differences.add("gone: " + name);
            } else if (!before.equals(after)) {
                differences.add("changed: " + name + ": " + before + " -> " + after);
            }
        }
        return differences;
    }
}
