package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pod's container as a process of this machine, as user postgres when this is root. Paths below its mounts are replaced
 * by the folders that stand for them, which root can also make read-only as the manifest says; its end takes every process
 * with it that it started.
 */
public final class StandInPod {

    private static final String MARK = "STAND_IN_POD";
    /** Takes folders until {@code --}, and becomes the command after it. */
    private static final String MOUNT = """
            while [ "$1" != -- ]; do mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; shift; done
            shift; exec "$@"
            """;

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final String uid;
    private final String address;
    private final Container container;
    private final Path folder;
    private final Map<String, Path> mounts =
            new TreeMap<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    private final Map<String, String> environment = new HashMap<>();
    private final Set<Path> readOnly = new TreeSet<>();
    private final Set<String> writable = new TreeSet<>();
    private final Process process;

    StandInPod(KubernetesClient client, Pod pod, String address, Path folder, StandInStorage storage) {
        this.uid = pod.getMetadata().getUid();
        this.address = address;
        this.folder = folder;
        this.container = pod.getSpec().getContainers().get(0);
        try {
            Files.createDirectories(folder);
            own(folder);
            Set<Path> written = new TreeSet<>();
            for (VolumeMount mount : container.getVolumeMounts()) {
                Volume volume = pod.getSpec().getVolumes().stream()
                        .filter(each -> each.getName().equals(mount.getName()))
                        .findFirst()
                        .orElseThrow();
                if (volume.getPersistentVolumeClaim() != null && !Boolean.TRUE.equals(mount.getReadOnly())) {
                    writable.add(volume.getPersistentVolumeClaim().getClaimName());
                }
                Path source = source(client, pod.getMetadata().getNamespace(), volume, storage);
                Path mounted = mount.getSubPath() == null ? source : source.resolve(mount.getSubPath());
                mounts.put(mount.getMountPath(), mounted);
                if (Boolean.TRUE.equals(mount.getReadOnly())) {
                    readOnly.add(mounted);
                } else {
                    written.add(mounted);
                }
            }
            // A claim that is mounted at two paths is one folder here.
            readOnly.removeAll(written);
            for (EnvVar variable : container.getEnv()) {
                environment.put(variable.getName(), value(variable, pod));
            }
            environment.put(MARK, uid);
            List<String> command = new ArrayList<>(container.getCommand());
            command.addAll(container.getArgs());
            command.replaceAll(this::expanded);
            process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path source(KubernetesClient client, String namespace, Volume volume, StandInStorage storage)
            throws IOException {
        if (volume.getPersistentVolumeClaim() != null) {
            String claim = volume.getPersistentVolumeClaim().getClaimName();
            return storage.folder(claim);
        }
        Path source = Files.createDirectories(folder.resolve("volumes").resolve(volume.getName()));
        own(folder.resolve("volumes"));
        own(source);
        if (volume.getEphemeral() != null) {
            storage.fill(namespace, volume, source);
        } else if (volume.getConfigMap() != null) {
            Map<String, String> data = client.configMaps()
                    .inNamespace(namespace)
                    .withName(volume.getConfigMap().getName())
                    .get()
                    .getData();
            for (Map.Entry<String, String> file : data.entrySet()) {
                write(source.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } else if (volume.getSecret() != null) {
            Map<String, String> data = client.secrets()
                    .inNamespace(namespace)
                    .withName(volume.getSecret().getSecretName())
                    .get()
                    .getData();
            for (Map.Entry<String, String> file : data.entrySet()) {
                String name = volume.getSecret().getItems().stream()
                        .filter(item -> item.getKey().equals(file.getKey()))
                        .map(KeyToPath::getPath)
                        .findFirst()
                        .orElse(file.getKey());
                write(source.resolve(name), Base64.getDecoder().decode(file.getValue()));
            }
        }
        return source;
    }

    private String value(EnvVar variable, Pod pod) {
        if (variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null) {
            return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                case "status.podIP" -> address;
                case "metadata.name" -> pod.getMetadata().getName();
                default -> throw new IllegalArgumentException(variable.toString());
            };
        }
        return inside(expanded(variable.getValue()).replace("$$(", "$("));
    }

    /** As Kubernetes does in commands and values: variables that are known so far. */
    private String expanded(String text) {
        String value = text;
        for (Map.Entry<String, String> known : environment.entrySet()) {
            value = value.replaceAll(
                    "(?<!\\$)\\$\\(" + known.getKey() + "\\)",
                    java.util.regex.Matcher.quoteReplacement(known.getValue()));
        }
        return value;
    }

    /** A path in the container as the path on this machine. */
    private String inside(String path) {
        for (Map.Entry<String, Path> mount : mounts.entrySet()) {
            if (path.equals(mount.getKey()) || path.startsWith(mount.getKey() + "/")) {
                return mount.getValue() + path.substring(mount.getKey().length());
            }
        }
        return path.startsWith(StandInCluster.JAR) ? StandInCluster.jar().toString() : path;
    }

    ProcessBuilder builder(List<String> command) {
        List<String> argv = new ArrayList<>();
        if (ROOT) {
            argv.addAll(List.of("unshare", "--mount", "bash", "-ec", MOUNT, "bash"));
            readOnly.forEach(path -> argv.add(path.toString()));
            argv.addAll(List.of("--", "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        // Short runs on little data: what the second compiler costs never comes back.
        argv.addAll(command.stream()
                .flatMap(word -> word.equals("java") ? Stream.of(word, "-XX:TieredStopAtLevel=1") : Stream.of(word))
                .map(word -> word.startsWith("-Djava.io.tmpdir=")
                        ? "-Djava.io.tmpdir=" + inside(word.substring("-Djava.io.tmpdir=".length()))
                        : inside(word))
                .toList());
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(folder.toFile()).redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(environment);
        return builder;
    }

    boolean writesTo(String claim) {
        return writable.contains(claim);
    }

    Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    Container container() {
        return container;
    }

    String address() {
        return address;
    }

    Path log() {
        return folder.resolve("log");
    }

    boolean running() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** SIGTERM, without waiting for what it does. */
    void tell() {
        process.destroy();
    }

    /** SIGTERM (to PostgreSQL SIGINT, as its image says), and everything with SIGKILL after the grace. */
    void end(int graceSeconds) {
        try {
            if (process.isAlive()) {
                boolean server = container.getCommand().get(0).endsWith("/postgres");
                new ProcessBuilder("kill", server ? "-INT" : "-TERM", Long.toString(process.pid()))
                        .start()
                        .waitFor();
                process.waitFor(graceSeconds, TimeUnit.SECONDS);
            }
            killAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of a container ends all of its processes. */
    void killAll() {
        process.destroyForcibly();
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(each -> environmentOf(each.pid()).contains(MARK + "=" + uid + "\0"))
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        org.awaitility.Awaitility.await()
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> left.stream().noneMatch(each -> alive(each.pid())));
    }

    /** A dead one that nobody has asked for its exit code is no process any more. */
    public static boolean alive(long pid) {
        try {
            return !Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    private static String environmentOf(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    static void own(Path path) throws IOException {
        if (ROOT) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
