package playbook.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code deploy/sample-drill} for a cluster that others use too: three namespaces of its own, with images and storage class
 * as the properties say.
 *
 * @param suffix of the namespaces' names
 * @param images by their names in the manifests, with tag
 * @param storageClass empty for the cluster's default
 */
record ClusterManifests(String suffix, Map<String, String> images, String storageClass) {

    private static final List<String> NAMESPACES = List.of("database", "production", "playbook");

    static ClusterManifests ofProperties(String suffix) {
        Map<String, String> images = new TreeMap<>();
        images.put("data-loss-playbook", System.getProperty("playbook.cluster.image", "data-loss-playbook:latest"));
        images.put("postgres", System.getProperty("playbook.cluster.postgres-image", "postgres:15"));
        images.put("nginx", System.getProperty("playbook.cluster.nginx-image", "nginx:1.26"));
        return new ClusterManifests(suffix, images, System.getProperty("playbook.cluster.storage-class", ""));
    }

    List<String> namespaces() {
        return NAMESPACES.stream().map(this::namespace).toList();
    }

    String namespace(String original) {
        return original + "-" + suffix;
    }

    /** Everything but the namespaces and the secrets. */
    List<Manifest> render(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path deploy = Path.of("deploy").toAbsolutePath();
        Files.copy(
                deploy.resolve("sample-drill/images.yaml"),
                folder.resolve("images.yaml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        StringBuilder kustomization =
                new StringBuilder("""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources:
                  - %s
                configurations:
                  - images.yaml
                images:
                """.formatted(folder.toAbsolutePath().relativize(deploy.resolve("sample-drill"))));
        images.forEach((name, image) -> {
            int colon = image.lastIndexOf(':');
            boolean tagged = colon > image.lastIndexOf('/');
            kustomization.append("  - name: %s%n    newName: %s%n    newTag: \"%s\"%n"
                    .formatted(
                            name,
                            tagged ? image.substring(0, colon) : image,
                            tagged ? image.substring(colon + 1) : "latest"));
        });
        Files.writeString(folder.resolve("kustomization.yaml"), kustomization);
        return Manifests.parse(renamed(Manifests.kustomize(folder))).stream()
                .filter(manifest -> !manifest.is("Namespace"))
                .map(this::stored)
                .toList();
    }

    /** Names of namespaces stand in objects, in the target's description and in host names. */
    private String renamed(String text) {
        String all = String.join("|", NAMESPACES);
        return text.replaceAll("(namespace: |kubernetes.io/metadata.name: )(" + all + ")\\b", "$1$2-" + suffix)
                .replaceAll("\\b(postgres\\.database|playbook\\.playbook)\\b", "$1-" + suffix);
    }

    private Manifest stored(Manifest manifest) {
        if (storageClass.isEmpty()) {
            return manifest;
        }
        Stream.of(
                        manifest.is("PersistentVolumeClaim")
                                ? manifest.json().path("spec")
                                : manifest.json().path("none"),
                        manifest.json().at("/spec/volumeClaimTemplates/0/spec"))
                .filter(ObjectNode.class::isInstance)
                .forEach(spec -> ((ObjectNode) spec).put("storageClassName", storageClass));
        return manifest;
    }
}
