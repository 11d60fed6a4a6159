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
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The API server, as KUBECONFIG or the pod's own service account say. Every question has a time-out of ten seconds and is
 * repeated for some seconds when the server is busy, failing or away, and not before it wants to be asked again; nothing is
 * answered from a memory of ours.
 */
@Component
public class Cluster implements DisposableBean {

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
            throw ApiRefusal.told(what, e);
        }
    }

    /** Like {@link #ask}; empty when the API server knows no such thing, or has one of that name already. */
    public <T extends @Nullable Object> Optional<T> tryTo(
            String what, int code, Function<KubernetesClient, T> question) {
        try {
            return Optional.ofNullable(retryAfter.ask(() -> question.apply(client())));
        } catch (KubernetesClientException e) {
            if (e.getCode() == code) {
                return Optional.empty();
            }
            throw ApiRefusal.told(what, e);
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

    @Override
    public synchronized void destroy() {
        if (client != null) {
            client.close();
        }
    }
}
