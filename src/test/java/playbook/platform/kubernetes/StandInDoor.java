package playbook.platform.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the API server that can be shut (connections are refused) and cut with everything that is on its way. */
public final class StandInDoor implements AutoCloseable {

    private final int behind;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket server;
    /** Of one answer, so many bytes come through before it is cut; 0: all. */
    private volatile int most;

    StandInDoor(int behind) throws IOException {
        this.behind = behind;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        accept();
    }

    public int port() {
        return port;
    }

    public void open() throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        accept();
    }

    public void shut() {
        quietly(server);
        cut();
    }

    public void cut() {
        open.forEach(StandInDoor::quietly);
        open.clear();
    }

    public void cutTheNextAnswerAfter(int bytes) {
        most = bytes;
    }

    /** Since {@link #cutTheNextAnswerAfter}. */
    public boolean wasCut() {
        return most == 0;
    }

    private void accept() {
        ServerSocket mine = server;
        thread(() -> {
            while (!mine.isClosed()) {
                try {
                    Socket asking = mine.accept();
                    Socket answering = new Socket(InetAddress.getLoopbackAddress(), behind);
                    open.add(asking);
                    open.add(answering);
                    thread(() -> pass(asking, answering, false));
                    thread(() -> pass(answering, asking, true));
                } catch (IOException shut) {
                    // The loop's own condition tells whether it was.
                }
            }
        });
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[32 * 1024];
            long passed = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passed += read;
                out.write(buffer, 0, read);
                if (answers && most > 0 && passed > most) {
                    most = 0;
                    return;
                }
            }
        } catch (IOException cut) {
            // Whoever is on the other side sees it too.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "stand-in-door");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        shut();
    }
}
