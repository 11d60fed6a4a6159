package playbook.platform.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import playbook.incident.HintedException;

/**
 * The former state of a switched Service or Ingress, kept in an annotation on it: one write both changes the object and
 * remembers its former state, with the uid and resourceVersion that were read.
 */
public final class KeptFront {

    public static final String KEPT = Names.US + "/before-maintenance";

    private KeptFront() {}

    public static void keep(HasMetadata object) {
        HasMetadata before = Serialization.clone(object);
        before.getMetadata().setAnnotations(null);
        before.getMetadata().setManagedFields(null);
        before.getMetadata().setLabels(null);
        JsonNode json = Serialization.unmarshal(Serialization.asJson(before), JsonNode.class);
        ((com.fasterxml.jackson.databind.node.ObjectNode) json).remove("status");
        Map<String, String> annotations = Annotations.of(object);
        annotations.put(KEPT, json.toString());
        object.getMetadata().setAnnotations(annotations);
    }

    /**
     * The former state that was kept on the object.
     *
     * @throws HintedException when it belongs to another object of the same name
     */
    public static <T extends HasMetadata> Optional<T> kept(T object, Class<T> type) {
        String text = Annotations.of(object).get(KEPT);
        if (text == null) {
            return Optional.empty();
        }
        T before = Serialization.unmarshal(text, type);
        if (!String.valueOf(before.getMetadata().getUid())
                .equals(String.valueOf(object.getMetadata().getUid()))) {
            throw new HintedException(
                    object.getKind() + " " + object.getMetadata().getName()
                            + " was recreated during the response: its uid is "
                            + object.getMetadata().getUid() + ", and what is kept on it is of "
                            + before.getMetadata().getUid(),
                    "set it by hand to what it should lead to, remove its annotation " + KEPT + ", then try again");
        }
        return Optional.of(before);
    }

    public static void forget(HasMetadata object) {
        Map<String, String> annotations = Annotations.of(object);
        annotations.remove(KEPT);
        object.getMetadata().setAnnotations(annotations);
    }

    public static HintedException lost(String name, String what) {
        return new HintedException(
                name + " leads to the maintenance page, and its annotation " + KEPT + " is gone",
                "set its " + what + " by hand to what the record of the incident says (step showMaintenance, before),"
                        + " then try again");
    }
}
