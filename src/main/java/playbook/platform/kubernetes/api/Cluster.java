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
 * Requests to the API server that KUBECONFIG or the pod's service account names. Each request has a time-out of ten
 * seconds, and is repeated for some seconds when the server is busy, failing or not reachable, but not before its
 * Retry-After. Nothing is cached.
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

    /** Makes a request; an error is explained in words. */
    public <T extends @Nullable Object> T ask(String what, Function<KubernetesClient, T> question) {
        try {
            return retryAfter.ask(() -> question.apply(client()));
        } catch (KubernetesClientException e) {
            throw ApiRefusal.told(what, e);
        }
    }

    /** Like {@link #ask}, but empty when the object does not exist, or when an object of that name exists already. */
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

    /** The namespace in which the playbook runs; empty outside the cluster. */
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
