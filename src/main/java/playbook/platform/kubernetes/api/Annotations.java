package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** Annotations of an object, by which the playbook keeps on it what it said before. */
public final class Annotations {

    private Annotations() {}

    /** A copy; whoever changes it gives it back to the object. */
    public static Map<String, String> of(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? new TreeMap<>() : new TreeMap<>(annotations);
    }
}
