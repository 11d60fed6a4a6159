package playbook.platform.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;

/** Listens at one address and connects each who comes to where it leads just then; refuses when that is nowhere. */
final class StandInForward implements AutoCloseable {

    private final ServerSocket listener;
    private final Supplier<Optional<InetSocketAddress>> leads;

    StandInForward(InetSocketAddress at, Supplier<Optional<InetSocketAddress>> leads) {
        this.leads = leads;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket in = listener.accept();
                begin(() -> connect(in));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket in) {
        try (in) {
            Optional<InetSocketAddress> to = leads.get();
            if (to.isEmpty()) {
                return;
            }
            try (Socket out = new Socket()) {
                out.connect(to.get(), 1_000);
                Thread back = begin(() -> copy(out, in));
                copy(in, out);
                back.join();
            }
        } catch (IOException e) {
            // Who is not reached is told by the end of the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException closed) {
            // One side went away, and so the other one goes.
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static Thread begin(Runnable work) {
        Thread thread = new Thread(work, "forward");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
