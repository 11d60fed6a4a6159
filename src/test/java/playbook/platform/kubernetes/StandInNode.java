package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the controllers of Jobs, Deployments and StatefulSets, and a node that runs their pods as processes. */
final class StandInNode implements AutoCloseable {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(StandInNode.class);
    private static final String FINALIZER = "stand-in/node";
    private static final String TEMPLATE = "stand-in/template";

    private final KubernetesClient client;
    private final StandInApi api;
    private final Path folder;
    private final StandInStorage storage;
    private final StandInServices services;
    private final AtomicInteger number = new AtomicInteger();
    private final java.util.concurrent.Future<?> rounds;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    final Map<String, StandInPod> running = new ConcurrentHashMap<>();
    private long writes = -1;
    private long dead;
    private boolean waiting;

    StandInNode(KubernetesClient client, StandInApi api, Path folder, StandInStorage storage) {
        this.client = client;
        this.api = api;
        this.folder = folder;
        this.storage = storage;
        services = new StandInServices(client);
        rounds = loop.scheduleWithFixedDelay(this::round, 50, 100, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        rounds.cancel(false);
        loop.shutdown();
        org.awaitility.Awaitility.await().until(loop::isTerminated);
        services.close();
        running.values().forEach(pod -> pod.end(3));
    }

    /** To ask for everything ten times a second would be most of what a test costs. */
    private boolean nothingHappened() {
        long now = api.writes();
        long ended = running.values().stream().filter(pod -> !pod.running()).count();
        boolean nothing = !waiting && now == writes && ended == dead;
        writes = now;
        dead = ended;
        return nothing;
    }

    private void round() {
        if (nothingHappened()) {
            return;
        }
        waiting = true;
        try {
            List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
            storage.round(running.values());
            pods.forEach(this::run);
            Map<String, List<Pod>> owned = new HashMap<>();
            pods.stream()
                    .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
                    .forEach(pod -> owned.computeIfAbsent(
                                    pod.getMetadata()
                                            .getOwnerReferences()
                                            .get(0)
                                            .getUid(),
                                    uid -> new java.util.ArrayList<>())
                            .add(pod));
            jobs(owned);
            client.apps()
                    .deployments()
                    .inAnyNamespace()
                    .list()
                    .getItems()
                    .forEach(it -> keep(
                            it,
                            it.getSpec().getReplicas(),
                            it.getSpec().getTemplate(),
                            owned.getOrDefault(it.getMetadata().getUid(), List.of()),
                            false));
            client.apps()
                    .statefulSets()
                    .inAnyNamespace()
                    .list()
                    .getItems()
                    .forEach(it -> keep(
                            it,
                            it.getSpec().getReplicas(),
                            it.getSpec().getTemplate(),
                            owned.getOrDefault(it.getMetadata().getUid(), List.of()),
                            true));
            services.round(pods);
            waiting = pods.stream().anyMatch(this::begins);
        } catch (KubernetesClientException overtaken) {
            // The next round sees it as it is then.
        } catch (RuntimeException e) {
            LOG.warn("a round of the stand-in node failed", e);
        }
    }

    private boolean begins(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return phase == null || (phase.equals("Pending") && running.containsKey(key(pod)));
    }

    private void jobs(Map<String, List<Pod>> owned) {
        Map<String, Job> there = new HashMap<>();
        for (Job job : client.batch().v1().jobs().inAnyNamespace().list().getItems()) {
            there.put(job.getMetadata().getUid(), job);
            List<Pod> pods = owned.getOrDefault(job.getMetadata().getUid(), List.of());
            boolean begun = job.getStatus() != null && job.getStatus().getStartTime() != null;
            boolean ended = begun && !job.getStatus().getConditions().isEmpty();
            if (!begun) {
                create(
                        job,
                        job.getMetadata().getName() + "-" + number.incrementAndGet(),
                        job.getSpec().getTemplate());
                status(job, "", "");
            } else if (!ended && pods.isEmpty()) {
                status(job, "Failed", "BackoffLimitExceeded");
            } else if (!ended) {
                String phase = pods.get(0).getStatus() == null
                        ? ""
                        : pods.get(0).getStatus().getPhase();
                if ("Succeeded".equals(phase)) {
                    status(job, "Complete", "CompletionsReached");
                } else if ("Failed".equals(phase)) {
                    status(job, "Failed", "BackoffLimitExceeded");
                }
            }
        }
        owned.values().stream()
                .flatMap(List::stream)
                .filter(pod ->
                        pod.getMetadata().getOwnerReferences().get(0).getKind().equals("Job"))
                .filter(pod -> !there.containsKey(
                        pod.getMetadata().getOwnerReferences().get(0).getUid()))
                // Somebody may have taken the reference away since the pods were listed, and then the Job.
                .map(pod -> client.resource(pod).get())
                .filter(pod ->
                        pod != null && !pod.getMetadata().getOwnerReferences().isEmpty())
                .forEach(this::remove);
    }

    private void status(Job job, String type, String reason) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(job.getMetadata().getNamespace())
                .withName(job.getMetadata().getName())
                .editStatus(now -> {
                    var builder = new io.fabric8.kubernetes.api.model.batch.v1.JobBuilder(now)
                            .editOrNewStatus()
                            .withStartTime("2026-01-01T00:00:00Z");
                    if (!type.isEmpty()) {
                        builder.addNewCondition()
                                .withType(type)
                                .withStatus("True")
                                .withReason(reason)
                                .withMessage("Job has reached the specified backoff limit")
                                .endCondition();
                    }
                    return builder.endStatus().build();
                });
    }

    private void keep(HasMetadata owner, Integer replicas, PodTemplateSpec template, List<Pod> pods, boolean ordinal) {
        int wished = replicas == null ? 1 : replicas;
        String hash = Integer.toHexString(template.hashCode());
        List<Pod> good = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> hash.equals(pod.getMetadata().getAnnotations().get(TEMPLATE)))
                .toList();
        pods.stream()
                .filter(pod -> !good.contains(pod) || good.indexOf(pod) >= wished)
                .forEach(this::remove);
        for (int i = good.size(); i < wished; i++) {
            String name = owner.getMetadata().getName() + "-" + (ordinal ? i : number.incrementAndGet());
            if (pods.stream().noneMatch(pod -> pod.getMetadata().getName().equals(name))) {
                create(owner, name, template);
            }
        }
    }

    private void create(HasMetadata owner, String name, PodTemplateSpec template) {
        Map<String, String> labels = new HashMap<>();
        if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
            labels.putAll(template.getMetadata().getLabels());
        }
        if (owner instanceof Job) {
            labels.put("job-name", owner.getMetadata().getName());
        }
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(owner.getMetadata().getNamespace())
                        .withName(name)
                        .withLabels(labels)
                        .addToAnnotations(TEMPLATE, Integer.toHexString(template.hashCode()))
                        .withFinalizers(FINALIZER)
                        .addNewOwnerReference()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
    }

    private void remove(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            client.resource(pod).delete();
        }
    }

    private void run(Pod pod) {
        String key = key(pod);
        StandInPod process = running.get(key);
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            if (process != null) {
                process.end(10);
                running.remove(key);
            }
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .edit(now -> new PodBuilder(now)
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
        } else if (process == null && phase == null && storage.ready(pod)) {
            begin(pod);
        } else if (process != null
                && !process.running()
                && List.of("Pending", "Running").contains(String.valueOf(phase))) {
            process.killAll();
            if (pod.getMetadata().getLabels().containsKey("job-name")) {
                ended(pod, process.exitCode());
            } else {
                running.remove(key);
                begin(pod);
            }
        } else if (process != null && "Pending".equals(phase) && listens(process)) {
            tell(pod, "Running", process.address(), true);
        }
    }

    private void begin(Pod pod) {
        String image = pod.getSpec().getContainers().get(0).getImage();
        String policy = pod.getSpec().getContainers().get(0).getImagePullPolicy();
        // Kubernetes' own default; there is no registry, so what is asked for is not found.
        boolean pulls = policy == null ? image.endsWith(":latest") || !image.contains(":") : policy.equals("Always");
        if (pulls || image.contains("missing")) {
            client.resource(new PodBuilder(pod)
                            .withStatus(new PodStatusBuilder()
                                    .withPhase("Pending")
                                    .addNewContainerStatus()
                                    .withName(
                                            pod.getSpec().getContainers().get(0).getName())
                                    .withState(new ContainerStateBuilder()
                                            .withNewWaiting(
                                                    "Back-off pulling image \"" + image + "\"", "ImagePullBackOff")
                                            .build())
                                    .endContainerStatus()
                                    .build())
                            .build())
                    .updateStatus();
            return;
        }
        String address = address(pod);
        running.put(
                key(pod),
                new StandInPod(
                        client,
                        pod,
                        address,
                        folder.resolve(pod.getMetadata().getName() + "-" + number.incrementAndGet()),
                        storage));
        tell(pod, "Pending", address, false);
    }

    /** The address of the Service that selects it, so that nobody has to forward connections; else one of its own. */
    private String address(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        Optional<String> service =
                client.services().inNamespace(pod.getMetadata().getNamespace()).list().getItems().stream()
                        .filter(each -> !StandInServices.forwarded(each))
                        .filter(each -> labels.entrySet()
                                .containsAll(each.getSpec().getSelector().entrySet()))
                        .map(each -> each.getSpec().getClusterIP())
                        .findFirst();
        return service.orElseGet(api::nextAddress);
    }

    private static boolean listens(StandInPod pod) {
        for (ContainerPort port : pod.container().getPorts()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(pod.address(), port.getContainerPort()), 200);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private void tell(Pod pod, String phase, String address, boolean ready) {
        client.resource(new PodBuilder(pod)
                        .withStatus(new PodStatusBuilder()
                                .withPhase(phase)
                                .withPodIP(address)
                                .addNewCondition()
                                .withType("Ready")
                                .withStatus(ready ? "True" : "False")
                                .endCondition()
                                .addNewContainerStatus()
                                .withName(pod.getSpec().getContainers().get(0).getName())
                                .withImageID("docker.io/library/stand-in@sha256:" + "0".repeat(64))
                                .withState(new ContainerStateBuilder()
                                        .withNewRunning("2026-01-01T00:00:00Z")
                                        .build())
                                .endContainerStatus()
                                .build())
                        .build())
                .updateStatus();
    }

    /** On what the pod's status is now: somebody may have written a condition meanwhile. */
    private void ended(Pod pod, int code) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(now -> new PodBuilder(now)
                        .editStatus()
                        .withPhase(code == 0 ? "Succeeded" : "Failed")
                        .withContainerStatuses(now.getStatus().getContainerStatuses().stream()
                                .map(status -> new ContainerStatusBuilder(status)
                                        .withNewState()
                                        .withNewTerminated()
                                        .withExitCode(code)
                                        .withReason(code == 0 ? "Completed" : "Error")
                                        .withFinishedAt(java.time.Instant.now().toString())
                                        .endTerminated()
                                        .endState()
                                        .build())
                                .toList())
                        .endStatus()
                        .build());
    }

    static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
