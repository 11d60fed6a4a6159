package playbook.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one manifest says of another one, which no schema knows: names that must be there, labels that must match. */
final class Links {

    private final List<Manifest> manifests;
    private final List<String> broken = new ArrayList<>();
    private final Set<String> secrets = new TreeSet<>();

    private Links(List<Manifest> manifests) {
        this.manifests = manifests;
    }

    /** In words, empty when everything that is named is there. */
    static List<String> broken(List<Manifest> manifests) {
        Links links = new Links(manifests);
        manifests.forEach(links::look);
        return links.broken;
    }

    /** Names of the secrets that pods expect; no manifest makes them. */
    static Set<String> secrets(List<Manifest> manifests) {
        Links links = new Links(manifests);
        manifests.forEach(links::look);
        return links.secrets;
    }

    private void look(Manifest manifest) {
        manifest.pod().ifPresent(template -> {
            require(manifest, contains(template.at("/metadata/labels"), selector(manifest)), "selects its own pods");
            pod(manifest, template.path("spec"));
        });
        switch (manifest.kind()) {
            case "Service" -> selects(manifest, manifest.json().at("/spec/selector"));
            case "PodDisruptionBudget" -> selects(manifest, manifest.json().at("/spec/selector/matchLabels"));
            case "RoleBinding" -> roleBinding(manifest);
            case "StatefulSet" ->
                require(
                        manifest,
                        there(
                                manifest,
                                "Service",
                                manifest.json().at("/spec/serviceName").asText()),
                        "its service");
            default -> {}
        }
    }

    private void pod(Manifest manifest, JsonNode spec) {
        String account = spec.path("serviceAccountName").asText();
        require(
                manifest,
                account.isEmpty() || there(manifest, "ServiceAccount", account),
                "service account " + account);
        Set<String> volumes = new HashSet<>();
        spec.path("volumes").forEach(volume -> {
            volumes.add(volume.path("name").asText());
            volume(manifest, volume);
        });
        manifest.json()
                .at("/spec/volumeClaimTemplates")
                .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        Set<String> mounted = new HashSet<>();
        PodSecurity.containers(spec).forEach(container -> {
            container
                    .path("volumeMounts")
                    .forEach(mount -> mounted.add(mount.path("name").asText()));
            container.path("envFrom").forEach(source -> named(manifest, source));
            container.path("env").forEach(variable -> named(manifest, variable.path("valueFrom")));
            probes(manifest, container);
        });
        require(manifest, mounted.equals(volumes), "mounts " + mounted + " of the volumes " + volumes);
    }

    private void volume(Manifest manifest, JsonNode volume) {
        config(manifest, volume.at("/configMap/name").asText());
        secret(volume.at("/secret/secretName").asText());
        volume.at("/projected/sources")
                .forEach(source -> secret(source.at("/secret/name").asText()));
        String claim = volume.at("/persistentVolumeClaim/claimName").asText();
        require(manifest, claim.isEmpty() || there(manifest, "PersistentVolumeClaim", claim), "claim " + claim);
    }

    private void named(Manifest manifest, JsonNode source) {
        config(manifest, source.at("/configMapRef/name").asText());
        config(manifest, source.at("/configMapKeyRef/name").asText());
        secret(source.at("/secretRef/name").asText());
        secret(source.at("/secretKeyRef/name").asText());
    }

    private void probes(Manifest manifest, JsonNode container) {
        Set<String> ports = new HashSet<>();
        container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
        for (String kind : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            for (String way : List.of("httpGet", "tcpSocket")) {
                JsonNode probe = container.path(kind).path(way);
                require(
                        manifest,
                        probe.isMissingNode()
                                || ports.contains(probe.path("port").asText()),
                        kind + "'s port");
            }
        }
    }

    private void selects(Manifest manifest, JsonNode selector) {
        boolean found = manifests.stream()
                .filter(other -> other.namespace().equals(manifest.namespace()))
                .flatMap(other -> other.pod().stream())
                .anyMatch(template -> !selector.isEmpty() && contains(template.at("/metadata/labels"), selector));
        require(manifest, found, "pods with the labels " + selector);
    }

    private void roleBinding(Manifest binding) {
        require(binding, binding.json().at("/roleRef/kind").asText().equals("Role"), "a role of this namespace");
        require(
                binding,
                there(binding, "Role", binding.json().at("/roleRef/name").asText()),
                "its role");
        binding.json().path("subjects").forEach(subject -> {
            boolean found = manifests.stream()
                    .anyMatch(other -> other.is("ServiceAccount")
                            && other.name().equals(subject.path("name").asText())
                            && other.namespace()
                                    .equals(subject.path("namespace").asText()));
            require(binding, found, "subject " + subject);
        });
    }

    private static JsonNode selector(Manifest manifest) {
        return manifest.json().at("/spec/selector/matchLabels");
    }

    private static boolean contains(JsonNode labels, JsonNode wanted) {
        return wanted.properties().stream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    private void config(Manifest manifest, String name) {
        require(manifest, name.isEmpty() || there(manifest, "ConfigMap", name), "config map " + name);
    }

    private void secret(String name) {
        if (!name.isEmpty()) {
            secrets.add(name);
        }
    }

    private boolean there(Manifest from, String kind, String name) {
        return manifests.stream()
                .anyMatch(other -> other.is(kind)
                        && other.name().equals(name)
                        && other.namespace().equals(from.namespace()));
    }

    private void require(Manifest manifest, boolean fulfilled, String what) {
        if (!fulfilled) {
            broken.add(manifest + ": " + what);
        }
    }
}
