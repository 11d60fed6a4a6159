package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The running server that was asked before an act; kept once, and again when it is not the one that was seen before:
 * restarted, or another pod on the same data. That is told and not refused.
 *
 * @param startedAt the server's clock, UTC
 * @param address its own, in a cluster the pod's; empty on a socket
 * @param before what was seen before, in words; null the first time
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
