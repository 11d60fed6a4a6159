package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** Annotations of an object, in which the playbook keeps the object's former state. */
public final class Annotations {

    private Annotations() {}

    /** A copy of the annotations; to change them, set the changed copy on the object. */
    public static Map<String, String> of(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? new TreeMap<>() : new TreeMap<>(annotations);
    }
}
