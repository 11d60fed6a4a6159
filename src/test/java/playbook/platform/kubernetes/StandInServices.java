package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Pods;

/**
 * Plays the controller of EndpointSlices for each Service, and the proxy of a node for those before side instances and
 * those that carry the annotation {@link #FORWARD}: each new connection goes to a pod that is ready, and is refused when
 * there is none.
 */
final class StandInServices implements AutoCloseable {

    /** Its pods have addresses of their own, and its address leads to them. */
    static final String FORWARD = "stand-in/forward";

    private final KubernetesClient client;
    private final Map<String, List<Endpoint>> known = new ConcurrentHashMap<>();
    private final Map<String, StandInForward> forwards = new HashMap<>();

    StandInServices(KubernetesClient client) {
        this.client = client;
    }

    static boolean forwarded(Service service) {
        ObjectMeta metadata = service.getMetadata();
        return (metadata.getAnnotations() != null && metadata.getAnnotations().containsKey(FORWARD))
                || (metadata.getLabels() != null
                        && Names.US.equals(metadata.getLabels().get(Names.MANAGED_BY)));
    }

    void round(List<Pod> pods) {
        for (Service service : client.services().inAnyNamespace().list().getItems()) {
            Map<String, String> selector = service.getSpec().getSelector();
            if (selector == null || selector.isEmpty()) {
                continue;
            }
            List<Endpoint> now = pods.stream()
                    .filter(pod -> pod.getMetadata()
                            .getNamespace()
                            .equals(service.getMetadata().getNamespace()))
                    .filter(pod -> pod.getMetadata().getLabels() != null
                            && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                    .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                    .map(StandInServices::endpoint)
                    .toList();
            if (!now.equals(known.put(key(service), now))) {
                write(service, now);
            }
            if (forwarded(service)) {
                service.getSpec().getPorts().forEach(port -> forward(service, port));
            }
        }
    }

    private static Endpoint endpoint(Pod pod) {
        return new EndpointBuilder()
                .withAddresses(pod.getStatus().getPodIP())
                .withNewConditions()
                .withReady(Pods.ready(pod))
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }

    private void write(Service service, List<Endpoint> endpoints) {
        EndpointSlice slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName() + "-stand-in")
                .addToLabels("kubernetes.io/service-name", service.getMetadata().getName())
                .endMetadata()
                .withAddressType("IPv4")
                .withEndpoints(endpoints)
                .build();
        var there = client.resource(slice);
        if (there.get() == null) {
            there.create();
        } else {
            there.update();
        }
    }

    private void forward(Service service, ServicePort port) {
        String key = key(service);
        forwards.computeIfAbsent(
                key + ":" + port.getPort(),
                each -> new StandInForward(
                        new InetSocketAddress(service.getSpec().getClusterIP(), port.getPort()),
                        ready(key, number(port))));
    }

    private Supplier<Optional<InetSocketAddress>> ready(String key, int port) {
        return () -> known.getOrDefault(key, List.of()).stream()
                .filter(endpoint -> endpoint.getConditions().getReady())
                .map(endpoint -> new InetSocketAddress(endpoint.getAddresses().get(0), port))
                .findAny();
    }

    private static int number(ServicePort port) {
        return port.getTargetPort() == null || port.getTargetPort().getIntVal() == null
                ? port.getPort()
                : port.getTargetPort().getIntVal();
    }

    private static String key(Service service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }

    @Override
    public void close() {
        forwards.values().forEach(StandInForward::close);
    }
}
