package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Servers;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Annotations;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Pods;

/**
 * A StatefulSet, or an operator's pod, which is only looked at: stopped is 0 replicas and every pod gone, not only told to
 * go. Its number of replicas is kept on it.
 */
@Component
public class KubernetesServers implements Servers {

    private static final String KEPT = Names.US + "/replicas-before";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final ConfiguredTargets targets;
    private final Cluster cluster;

    public KubernetesServers(ConfiguredTargets targets, Cluster cluster) {
        this.targets = targets;
        this.cluster = cluster;
    }

    /** The owner is namespace, name and uid of the pod: one that was made anew is another one. */
    @Override
    public State look(Target target) {
        TargetCluster is = inPlace(target);
        List<Pod> pods = DatabasePods.of(cluster, is).all();
        if (pods.isEmpty()) {
            return State.STOPPED;
        }
        Pod pod = pods.get(0);
        return new State(
                "pod " + pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName() + " "
                        + pod.getMetadata().getUid(),
                Pods.ready(pod));
    }

    @Override
    public State stop(Target target) {
        change(target, set -> {
            int replicas =
                    set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
            if (replicas > 0) {
                Map<String, String> annotations = Annotations.of(set);
                annotations.put(KEPT, Integer.toString(replicas));
                set.getMetadata().setAnnotations(annotations);
                set.getSpec().setReplicas(0);
            }
        });
        return await(
                target, State::stopped, "is still there", "its shutdown may wait for a checkpoint; look at its log");
    }

    @Override
    public Optional<String> cannotExchange(Target target, String incidentKey) {
        return new Exchangeable(cluster, targets.cluster(target).orElseThrow()).whyNot(incidentKey);
    }

    @Override
    public void lead(Target target, String incidentKey, boolean recovered) {
        new DatabaseService(cluster, targets.cluster(target).orElseThrow()).lead(incidentKey, recovered);
    }

    @Override
    public List<String> staysChanged(Target target, String incidentKey) {
        return new DatabaseService(cluster, targets.cluster(target).orElseThrow()).staysChanged(incidentKey);
    }

    private TargetCluster inPlace(Target target) {
        return ServerInPlace.of(cluster, targets.cluster(target).orElseThrow());
    }

    @Override
    public State start(Target target) {
        ServerInPlace place = new ServerInPlace(cluster, targets.cluster(target).orElseThrow());
        place.mustBeAlone();
        change(target, set -> {
            if (Integer.valueOf(0).equals(set.getSpec().getReplicas())) {
                Map<String, String> annotations = Annotations.of(set);
                String kept = annotations.remove(KEPT);
                set.getMetadata().setAnnotations(annotations);
                set.getSpec().setReplicas(kept == null ? 1 : Integer.parseInt(kept));
            }
        });
        State started = await(target, State::ready, "is not ready", "kubectl describe it, and read its log");
        place.mustBeLedTo();
        return started;
    }

    /** Whose it is is asked with every attempt: somebody may have taken it a moment ago. */
    private void change(Target target, Consumer<StatefulSet> wish) {
        TargetCluster is = inPlace(target);
        Edit.of(
                cluster,
                "scale StatefulSet " + is.namespace() + "/" + is.server().statefulSet(),
                () -> {
                    DatabasePods pods = DatabasePods.of(cluster, is);
                    mustBeOurs(pods);
                    return Objects.requireNonNull(pods.set());
                },
                wish);
    }

    private static void mustBeOurs(DatabasePods pods) {
        pods.notOurs().ifPresent(why -> {
            throw new HintedException(why, "recover the rows, or go the operator's own way. " + pods.ownWay());
        });
    }

    private State await(Target target, Predicate<State> wished, String found, String hint) {
        State state = Await.until(wished, PATIENCE, LOOK_AGAIN, () -> look(target));
        if (!wished.test(state)) {
            throw new HintedException(
                    (state.stopped() ? "the server's pod" : state.owner()) + " " + found + " after "
                            + PATIENCE.toSeconds() + " s",
                    hint + "; the step is tried again");
        }
        return state;
    }
}
