package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.NotReachedException;

/**
 * The API server, as KUBECONFIG or the pod's own service account say. Every question has a time-out of ten seconds and is
 * repeated for some seconds when the server is busy, failing or away, and not before it wants to be asked again; nothing is
 * answered from a memory of ours.
 */
@Component
public class Cluster implements DisposableBean {

    private static final Pattern FORBIDDEN = Pattern.compile(
            "cannot (\\S+) resource \"(\\S+)\" in API group \"(\\S*)\"(?: in the namespace \"(\\S+)\")?");

    private final Optional<String> ownNamespace;
    private final RetryAfter retryAfter = new RetryAfter();
    private final Supplier<Config> settings;
    private @Nullable KubernetesClient client;

    @Autowired
    Cluster() {
        this.ownNamespace = readOwnNamespace();
        this.settings = Cluster::found;
    }

    /** @param ownNamespace null outside the cluster */
    public Cluster(Config settings, @Nullable String ownNamespace) {
        this.settings = () -> settings;
        this.ownNamespace = Optional.ofNullable(ownNamespace);
    }

    /** From the file of the service account, where the client looks for it too. */
    private static Optional<String> readOwnNamespace() {
        Path file = Path.of(
                Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_NAMESPACE_FILE, Config.KUBERNETES_NAMESPACE_PATH));
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Asks, and tells a refusal in words. */
    public <T extends @Nullable Object> T ask(String what, Function<KubernetesClient, T> question) {
        try {
            return retryAfter.ask(() -> question.apply(client()));
        } catch (KubernetesClientException e) {
            throw told(what, e);
        }
    }

    /** Like {@link #ask}; empty when the API server knows no such thing, or has one of that name already. */
    public <T extends @Nullable Object> Optional<T> tryTo(String what, int code, Function<KubernetesClient, T> question) {
        try {
            return Optional.ofNullable(retryAfter.ask(() -> question.apply(client())));
        } catch (KubernetesClientException e) {
            if (e.getCode() == code) {
                return Optional.empty();
            }
            throw told(what, e);
        }
    }

    /** Where we run ourselves; empty outside the cluster. */
    public Optional<String> ownNamespace() {
        return ownNamespace;
    }

    private synchronized KubernetesClient client() {
        KubernetesClient known = client;
        if (known == null) {
            known = new KubernetesClientBuilder()
                    .withConfig(settings.get())
                    .withHttpClientBuilderConsumer(
                            builder -> builder.addOrReplaceInterceptor(RetryAfter.NAME, retryAfter))
                    .build();
            client = known;
        }
        return known;
    }

    private static Config found() {
        return new ConfigBuilder(Config.autoConfigure(null))
                .withConnectionTimeout(5_000)
                .withRequestTimeout(10_000)
                .withRequestRetryBackoffInterval(200)
                .withRequestRetryBackoffLimit(4)
                .build();
    }

    static HintedException told(String what, KubernetesClientException e) {
        String said = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        String found = "cannot " + what + ": " + said;
        return notReached(e)
                ? new NotReachedException(found, hint(e.getCode(), said), e)
                : new HintedException(found, hint(e.getCode(), said), e);
    }

    /** No answer at all, one from somebody on the way, or none for now. */
    private static boolean notReached(KubernetesClientException e) {
        return e.getCode() >= 500
                || e.getCode() == RetryAfter.TOO_MUCH_TO_DO
                || (e.getCode() <= 0
                        && Stream.iterate((Throwable) e, each -> each != null, Throwable::getCause)
                                .anyMatch(IOException.class::isInstance));
    }

    private static String hint(int code, String said) {
        Matcher forbidden = FORBIDDEN.matcher(said);
        if (code == 403 && forbidden.find()) {
            return "add to the playbook's Role in namespace " + forbidden.group(4) + ": apiGroups [\""
                    + forbidden.group(3) + "\"], resources [\"" + forbidden.group(2) + "\"], verbs [\""
                    + forbidden.group(1) + "\"]; deploy/kubernetes has them all";
        }
        return switch (code) {
            case 401 -> "the API server does not know us: look at the service account's token, or at KUBECONFIG";
            case 403 -> "an admission rule or a missing right refused it; the message names it";
            case 404 -> "is the name in the configuration right, and has somebody deleted it?";
            case 409 -> "somebody else changed it at the same moment; try again";
            case RetryAfter.TOO_MUCH_TO_DO ->
                "it is asked again then; kubectl get --raw /metrics | grep apiserver_flowcontrol tells who asks so much";
            case 422, 400 ->
                "the API server does not accept what we wrote; its version or a policy of the namespace may be why";
            default ->
                "is the API server up, and is it reached from here (kubectl get --raw /readyz)? It is tried again";
        };
    }

    @Override
    public synchronized void destroy() {
        if (client != null) {
            client.close();
        }
    }
}
