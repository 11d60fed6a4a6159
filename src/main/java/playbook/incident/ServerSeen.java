package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The running server that was found before an act. It is recorded the first time, and again when the server was
 * restarted or another pod runs on the same data; the act is not refused then.
 *
 * @param startedAt the server's clock, UTC
 * @param address the server's address, in Kubernetes the pod's; empty on a socket
 * @param before the server that was seen before, in words; null the first time
 */
public record ServerSeen(
        Instant startedAt,
        String address,
        String dataDirectory,
        @Nullable String before) {

    public boolean sameAs(ServerSeen other) {
        return startedAt.equals(other.startedAt)
                && address.equals(other.address)
                && dataDirectory.equals(other.dataDirectory);
    }

    public ServerSeen after(ServerSeen other) {
        return new ServerSeen(
                startedAt,
                address,
                dataDirectory,
                "started at " + other.startedAt + " at " + other.address + " in " + other.dataDirectory);
    }
}
