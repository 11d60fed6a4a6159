package playbook.platform.kubernetes.applications;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Annotations;
import playbook.platform.kubernetes.api.Names;

/**
 * Test mode as variables of a Deployment's container. The former environment is kept in an annotation on the
 * Deployment. Ending test mode removes only the playbook's variables: what somebody changed meanwhile stays.
 */
final class TestMode {

    static final String KEPT = Names.US + "/environment-before-test-mode";

    private TestMode() {}

    static boolean on(Deployment deployment) {
        return Annotations.of(deployment).containsKey(KEPT);
    }

    /** Changes the object that was read; the caller writes it back. */
    static void set(Deployment deployment, TargetCluster.Applications applications, boolean wished) {
        if (on(deployment) == wished) {
            return;
        }
        Container container = container(deployment, applications.container());
        Map<String, String> ours = applications.testEnvironment();
        Map<String, String> annotations = Annotations.of(deployment);
        if (wished) {
            if (ours.isEmpty()) {
                throw new HintedException(
                        "no variable is configured that puts "
                                + deployment.getMetadata().getName() + " into test mode",
                        "set kubernetes.applications.test-environment of the target");
            }
            annotations.put(KEPT, Serialization.asJson(container.getEnv()));
            container.setEnv(with(container.getEnv(), ours));
        } else {
            List<EnvVar> before = Serialization.unmarshal(
                    String.valueOf(annotations.remove(KEPT)), new TypeReference<List<EnvVar>>() {});
            boolean untouched = with(before, ours).equals(container.getEnv());
            container.setEnv(untouched ? before : without(container.getEnv(), before, ours));
        }
        deployment.getMetadata().setAnnotations(annotations);
    }

    private static List<EnvVar> with(List<EnvVar> before, Map<String, String> ours) {
        List<EnvVar> environment = new ArrayList<>(before);
        environment.removeIf(variable -> ours.containsKey(variable.getName()));
        new TreeMap<>(ours)
                .forEach((name, value) -> environment.add(
                        new EnvVarBuilder().withName(name).withValue(value).build()));
        return environment;
    }

    /**
     * For an environment that somebody changed meanwhile: removes only the playbook's variables and restores those that
     * they replaced.
     */
    private static List<EnvVar> without(List<EnvVar> now, List<EnvVar> before, Map<String, String> ours) {
        List<EnvVar> environment = new ArrayList<>(now);
        environment.removeIf(
                variable -> ours.getOrDefault(variable.getName(), "\0").equals(variable.getValue()));
        before.stream()
                .filter(variable -> ours.containsKey(variable.getName()))
                .filter(variable ->
                        environment.stream().noneMatch(there -> there.getName().equals(variable.getName())))
                .forEach(environment::add);
        return environment;
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
