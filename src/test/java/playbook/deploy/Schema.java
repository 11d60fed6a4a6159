package playbook.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.util.List;
import java.util.Map;

/** Kubernetes' own schema, by the models that are generated from it: no unknown field, no missing one, right types. */
public final class Schema {

    private static final Map<String, String> API_VERSIONS = Map.ofEntries(
            Map.entry("ConfigMap", "v1"),
            Map.entry("Namespace", "v1"),
            Map.entry("PersistentVolumeClaim", "v1"),
            Map.entry("Service", "v1"),
            Map.entry("ServiceAccount", "v1"),
            Map.entry("Deployment", "apps/v1"),
            Map.entry("StatefulSet", "apps/v1"),
            Map.entry("Job", "batch/v1"),
            Map.entry("CronJob", "batch/v1"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
            Map.entry("PodDisruptionBudget", "policy/v1"),
            Map.entry("Role", "rbac.authorization.k8s.io/v1"),
            Map.entry("RoleBinding", "rbac.authorization.k8s.io/v1"));

    private static final Gson GSON = JSON.getGson();

    private Schema() {}

    /** In words, empty when the manifest is valid. */
    public static List<String> violations(Manifest manifest) {
        String expected = API_VERSIONS.get(manifest.kind());
        if (!manifest.apiVersion().equals(expected)) {
            return List.of(manifest + ": apiVersion is '" + manifest.apiVersion() + "', not " + expected);
        }
        JsonElement json = JsonParser.parseString(manifest.json().toString());
        try {
            Class<?> model = Class.forName("io.kubernetes.client.openapi.models.V1" + manifest.kind());
            return GSON.fromJson(json, model) == null ? List.of(manifest + ": is empty") : List.of();
        } catch (JsonParseException | IllegalArgumentException e) {
            return List.of(manifest + ": " + e.getMessage());
        } catch (ClassNotFoundException e) {
            return List.of(manifest + ": there is no such kind");
        }
    }
}
