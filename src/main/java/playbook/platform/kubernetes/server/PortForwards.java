package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** Ports of this machine that lead to pods through the API server, for who runs outside the cluster; loopback only. */
@Component
public class PortForwards implements InitializingBean, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(PortForwards.class);

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final Map<String, LocalPortForward> open = new ConcurrentHashMap<>();
    private final Map<String, String> leads = new ConcurrentHashMap<>();

    public PortForwards(ConfiguredTargets targets, Cluster cluster) {
        this.targets = targets;
        this.cluster = cluster;
    }

    @Override
    public void afterPropertiesSet() {
        keepDatabases();
    }

    /** The pod of a StatefulSet keeps its name: a port that is open leads to the next one too. */
    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    void keepDatabases() {
        for (Target target : targets.all()) {
            TargetCluster is = targets.cluster(target).orElse(null);
            if (is != null && is.portForward()) {
                try {
                    database(target, is);
                } catch (RuntimeException e) {
                    LOG.warn("no way to {} yet: {}", target.label(), e.getMessage());
                }
            }
        }
    }

    private void database(Target target, TargetCluster is) {
        LocalPortForward known = open.get(target.name());
        DatabasePods pods = DatabasePods.of(cluster, ServerInPlace.of(cluster, is));
        String pod = pods.pod()
                .map(living -> living.getMetadata().getName())
                .orElseThrow(() -> new HintedException(
                        pods.name() + ": no pod is there", "it is stopped, or its pod does not come up"));
        boolean same = pod.equals(leads.put(target.name(), pod));
        if (known != null && known.isAlive() && same) {
            return;
        }
        if (known != null) {
            close(known);
        }
        open.put(
                target.name(),
                forward(is.namespace(), pod, ServerPort.of(cluster, is, pods.container(is)), target.port()));
        LOG.info("127.0.0.1:{} leads to pod {}/{}", target.port(), is.namespace(), pod);
    }

    private static void close(LocalPortForward forward) {
        try {
            forward.close();
        } catch (IOException e) {
            LOG.info("a port-forward was gone already: {}", e.getMessage());
        }
    }

    /** @return the port of this machine that leads to the replica's */
    public int replica(Pod pod, int port) {
        return open.compute(
                        pod.getMetadata().getUid(),
                        (uid, known) -> known != null && known.isAlive()
                                ? known
                                : forward(
                                        pod.getMetadata().getNamespace(),
                                        pod.getMetadata().getName(),
                                        port,
                                        0))
                .getLocalPort();
    }

    private LocalPortForward forward(String namespace, String pod, int port, int local) {
        return cluster.ask(
                "forward a port to pod " + namespace + "/" + pod,
                client -> client.pods()
                        .inNamespace(namespace)
                        .withName(pod)
                        .portForward(port, InetAddress.getLoopbackAddress(), local));
    }

    @Override
    public void destroy() throws IOException {
        for (LocalPortForward forward : open.values()) {
            forward.close();
        }
    }
}
