package playbook.platform.kubernetes;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;

/**
 * Test mode as variables of a Deployment's container. Those that it replaces are kept in an annotation on the Deployment
 * itself, so that whoever looks finds them, and only our own are taken away: what somebody changed meanwhile stays.
 */
final class TestMode {

    static final String KEPT = Names.US + "/environment-before-test-mode";

    private TestMode() {}

    static boolean on(Deployment deployment) {
        return deployment.getMetadata().getAnnotations() != null
                && deployment.getMetadata().getAnnotations().containsKey(KEPT);
    }

    /** Changes the object that was read; the caller writes it back. */
    static void set(Deployment deployment, TargetCluster.Applications applications, boolean wished) {
        if (on(deployment) == wished) {
            return;
        }
        Container container = container(deployment, applications.container());
        Map<String, String> ours = applications.testEnvironment();
        List<EnvVar> environment = new ArrayList<>(container.getEnv());
        if (wished) {
            if (ours.isEmpty()) {
                throw new HintedException(
                        "no variable is configured that puts "
                                + deployment.getMetadata().getName() + " into test mode",
                        "set kubernetes.applications.test-environment of the target");
            }
            List<EnvVar> kept = environment.stream()
                    .filter(variable -> ours.containsKey(variable.getName()))
                    .toList();
            environment.removeIf(variable -> ours.containsKey(variable.getName()));
            ours.forEach((name, value) -> environment.add(
                    new EnvVarBuilder().withName(name).withValue(value).build()));
            Map<String, String> annotations = annotations(deployment);
            annotations.put(KEPT, Serialization.asJson(kept));
            deployment.getMetadata().setAnnotations(annotations);
        } else {
            Map<String, String> annotations = annotations(deployment);
            List<EnvVar> kept = Serialization.unmarshal(
                    Optional.ofNullable(annotations.remove(KEPT)).orElse("[]"), new TypeReference<List<EnvVar>>() {});
            deployment.getMetadata().setAnnotations(annotations);
            environment.removeIf(
                    variable -> ours.getOrDefault(variable.getName(), "\0").equals(variable.getValue()));
            kept.stream()
                    .filter(variable -> environment.stream()
                            .noneMatch(there -> there.getName().equals(variable.getName())))
                    .forEach(environment::add);
        }
        container.setEnv(environment);
    }

    private static Map<String, String> annotations(Deployment deployment) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return annotations == null ? new HashMap<>() : new HashMap<>(annotations);
    }

    private static Container container(Deployment deployment, String name) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(each -> name.isEmpty() || each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "Deployment " + deployment.getMetadata().getName() + " has no container '" + name + "'",
                        "correct kubernetes.applications.container of the target"));
    }
}
