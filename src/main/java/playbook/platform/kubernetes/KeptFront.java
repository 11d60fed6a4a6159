package playbook.platform.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.incident.Sha256;
import playbook.platform.FrontPage.Page;

/**
 * What a Service or an Ingress said before it was switched, as an annotation on it: the same write changes and remembers,
 * and whoever looks at the object sees both. With uid and resourceVersion of what was read.
 */
final class KeptFront {

    static final String KEPT = Names.US + "/before-maintenance";

    private KeptFront() {}

    static void keep(HasMetadata object) {
        HasMetadata before = Serialization.clone(object);
        before.getMetadata().setAnnotations(null);
        before.getMetadata().setManagedFields(null);
        before.getMetadata().setLabels(null);
        JsonNode json = Serialization.unmarshal(Serialization.asJson(before), JsonNode.class);
        ((com.fasterxml.jackson.databind.node.ObjectNode) json).remove("status");
        Map<String, String> annotations = annotations(object);
        annotations.put(KEPT, json.toString());
        object.getMetadata().setAnnotations(annotations);
    }

    /**
     * What was kept on it.
     *
     * @throws HintedException when it was kept of another object, which had the same name
     */
    static <T extends HasMetadata> Optional<T> kept(T object, Class<T> type) {
        String text = annotations(object).get(KEPT);
        if (text == null) {
            return Optional.empty();
        }
        T before = Serialization.unmarshal(text, type);
        if (!String.valueOf(before.getMetadata().getUid())
                .equals(String.valueOf(object.getMetadata().getUid()))) {
            throw new HintedException(
                    object.getKind() + " " + object.getMetadata().getName()
                            + " was made anew during the response: its uid is "
                            + object.getMetadata().getUid() + ", and what is kept on it is of "
                            + before.getMetadata().getUid(),
                    "set it by hand to what it should lead to, remove its annotation " + KEPT + ", then try again");
        }
        return Optional.of(before);
    }

    static void forget(HasMetadata object) {
        Map<String, String> annotations = annotations(object);
        annotations.remove(KEPT);
        object.getMetadata().setAnnotations(annotations);
    }

    static HintedException lost(String name, String what) {
        return new HintedException(
                name + " leads to the maintenance page, and its annotation " + KEPT + " is gone",
                "set its " + what + " by hand to what the record of the incident says (step showMaintenance, before),"
                        + " then try again");
    }

    static Page page(boolean maintenance, String words) {
        return new Page(Sha256.of(words), maintenance, words);
    }

    private static Map<String, String> annotations(HasMetadata object) {
        return object.getMetadata().getAnnotations() == null
                ? new TreeMap<>()
                : new TreeMap<>(object.getMetadata().getAnnotations());
    }
}
