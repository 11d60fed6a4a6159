package playbook.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Kubernetes' pod security standard "restricted" (kubernetes.io/docs/concepts/security/pod-security-standards), and a
 * little more: a root file system that nobody writes, bounded memory, a numeric user.
 */
public final class PodSecurity {

    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private PodSecurity() {}

    /** In words, empty when the pod keeps to it. */
    public static List<String> violations(JsonNode podSpec) {
        List<String> found = new ArrayList<>();
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (podSpec.path(host).asBoolean()) {
                found.add(host);
            }
        }
        JsonNode pod = podSpec.path("securityContext");
        require(found, pod.path("runAsNonRoot").asBoolean(), "runAsNonRoot is not true");
        require(found, pod.path("runAsUser").asInt() > 0, "runAsUser is no number above 0");
        require(found, pod.at("/seccompProfile/type").asText().equals("RuntimeDefault"), "no seccomp profile");
        for (JsonNode volume : podSpec.path("volumes")) {
            volume.fieldNames()
                    .forEachRemaining(field ->
                            require(found, field.equals("name") || VOLUMES.contains(field), "volume of type " + field));
        }
        containers(podSpec).forEach(container -> container(found, container));
        return found;
    }

    static Stream<JsonNode> containers(JsonNode podSpec) {
        return Stream.of("initContainers", "containers")
                .flatMap(kind -> StreamSupport.stream(podSpec.path(kind).spliterator(), false));
    }

    private static void container(List<String> found, JsonNode container) {
        String name = container.path("name").asText() + ": ";
        JsonNode context = container.path("securityContext");
        require(
                found,
                context.has("allowPrivilegeEscalation")
                        && !context.path("allowPrivilegeEscalation").asBoolean(),
                name + "allowPrivilegeEscalation is not false");
        require(
                found,
                context.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                        && !context.at("/capabilities").has("add"),
                name + "capabilities are not all dropped");
        require(found, !context.path("privileged").asBoolean(), name + "privileged");
        require(
                found,
                context.path("readOnlyRootFilesystem").asBoolean(),
                name + "its root file system can be written");
        require(found, container.at("/resources/limits").has("memory"), name + "no limit of memory");
        require(found, container.at("/resources/requests").has("cpu"), name + "no request of cpu");
    }

    private static void require(List<String> found, boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            found.add(otherwise);
        }
    }
}
