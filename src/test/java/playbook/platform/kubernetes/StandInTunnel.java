package playbook.platform.kubernetes;

import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** One forwarded connection: channel 0 is data, channel 1 errors; the first frame of each names the port. */
final class StandInTunnel extends WebSocketListener {

    private final int port;
    private final Socket socket;

    StandInTunnel(String address, int port) {
        this.port = port;
        try {
            this.socket = new Socket(address, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onOpen(WebSocket client, Response response) {
        for (byte channel = 0; channel < 2; channel++) {
            client.send(new byte[] {channel, (byte) port, (byte) (port >> 8)});
        }
        new Thread(() -> back(client), "tunnel").start();
    }

    private void back(WebSocket client) {
        byte[] buffer = new byte[32 * 1024];
        try {
            for (int read = socket.getInputStream().read(buffer, 1, buffer.length - 1);
                    read >= 0;
                    read = socket.getInputStream().read(buffer, 1, buffer.length - 1)) {
                client.send(java.util.Arrays.copyOf(buffer, read + 1));
            }
        } catch (IOException closed) {
            // The client went away.
        }
        client.close(1000, "");
    }

    @Override
    public void onMessage(WebSocket client, byte[] frame) {
        try {
            socket.getOutputStream().write(frame, 1, frame.length - 1);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            client.close(1000, "");
        }
    }

    @Override
    public void onClosed(WebSocket client, int code, String reason) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
