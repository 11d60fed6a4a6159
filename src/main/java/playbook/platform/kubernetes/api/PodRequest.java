package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.Pod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests for one pod by its path. */
public final class PodRequest {

    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

    private PodRequest() {}

    static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    static String path(Pod pod) {
        return "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName();
    }

    /** As the API server wants it in a query; the order is the map's. */
    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /**
     * The configured container, otherwise kubectl's default container; with several containers the API server requires
     * a name.
     */
    static String container(Pod pod, String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String first = pod.getSpec().getContainers().get(0).getName();
        return annotations == null ? first : annotations.getOrDefault(DEFAULT_CONTAINER, first);
    }

    /**
     * The pod's log; empty when the pod no longer exists. Requested by its path, since the client library would first
     * list and watch the pod.
     */
    public static String log(Cluster cluster, Pod pod, String container, Map<String, String> parameters) {
        String query = query(parameters)
                + (parameters.isEmpty() ? "" : "&")
                + query(Map.of("container", container(pod, container)));
        return cluster.tryTo("read the log of pod " + name(pod), 404, client -> client.raw(path(pod) + "/log?" + query))
                .orElse("");
    }
}
