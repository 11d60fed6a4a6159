package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.platform.ClusterFrontPage.Proof;
import playbook.platform.kubernetes.server.PortForwards;

/**
 * Requests the page as a customer would, with a new connection each time, since an open connection keeps its former
 * endpoint.
 */
final class MaintenanceAnswer {

    private static final int MILLISECONDS = (int) Duration.ofSeconds(3).toMillis();

    private final @Nullable PortForwards forwards;

    /** @param forwards null when pods are reached by their addresses */
    MaintenanceAnswer(@Nullable PortForwards forwards) {
        this.forwards = forwards;
    }

    /** Why this is not the answer of the maintenance page, empty when it is. */
    static Optional<String> differs(URI url, Proof proof) {
        return seen(url, proof)
                .maintenance()
                .map(problem -> "GET " + url + " answers " + problem + ", not " + wanted(proof));
    }

    /** Why this is still the maintenance page, or no answer at all; empty when something else answers. */
    static Optional<String> stillThere(URI url, Proof proof) {
        Seen seen = seen(url, proof);
        if (!seen.answered() || seen.maintenance().isEmpty()) {
            return Optional.of("GET " + url + " answers "
                    + seen.maintenance().orElse(wanted(proof) + ", as the maintenance page does"));
        }
        return Optional.empty();
    }

    /** The URL of the customers' path on one pod. */
    URI at(Pod pod, int port, Proof proof) {
        if (forwards != null) {
            return at("127.0.0.1", forwards.replica(pod, port), proof);
        }
        return at(pod.getStatus().getPodIP(), port, proof);
    }

    static URI at(String host, int port, Proof proof) {
        URI url = proof.url();
        String path =
                url == null || url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path);
    }

    /** Whether the playbook runs inside the cluster, where the addresses of pods and Services are reachable. */
    boolean inside() {
        return forwards == null;
    }

    private static String wanted(Proof proof) {
        return proof.status() + (proof.status() == 503 ? " with Retry-After" : "");
    }

    /** @param maintenance what is different from the maintenance page's answer, empty when it is that */
    private record Seen(boolean answered, Optional<String> maintenance) {}

    private static Seen seen(URI url, Proof proof) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(MILLISECONDS);
            connection.setReadTimeout(MILLISECONDS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            try {
                int status = connection.getResponseCode();
                boolean retryAfter = connection.getHeaderField("Retry-After") != null;
                boolean right = status == proof.status() && (status != 503 || retryAfter);
                return new Seen(
                        true,
                        right ? Optional.empty() : Optional.of(status + (status == 503 ? " without Retry-After" : "")));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return new Seen(false, Optional.of("not at all (" + e.getMessage() + ")"));
        }
    }
}
