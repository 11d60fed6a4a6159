package playbook.practice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import playbook.incident.HintedException;

/**
 * A port of this machine on which nobody listens. It is below those that systems give to outgoing connections (on Linux
 * from 32768 on): a connection of another program would take one of them before the server that it is meant for.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int PORTS = 10_000;
    private static final int TRIES = 100;

    private FreePort() {}

    public static int find() {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + ThreadLocalRandom.current().nextInt(PORTS);
            if (isFree(port)) {
                return port;
            }
        }
        throw new HintedException(
                "no free port was found from " + FIRST + " to " + (FIRST + PORTS - 1) + " in " + TRIES + " tries",
                "what listens there? ss -ltnp tells.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
