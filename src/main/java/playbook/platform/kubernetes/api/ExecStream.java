package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * The frames of a command in a pod ({@code v4.channel.k8s.io}): the first byte of each is the channel, 1 and 2 are output,
 * 3 tells the end once. A connection that ends without it says nothing about the command.
 */
final class ExecStream implements WebSocket.Listener {

    private static final int OUTPUT_BYTES = 64 * 1024;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    CompletableFuture<Integer> exitCode() {
        return exitCode;
    }

    synchronized String output() {
        byte[] all = output.toByteArray();
        int from = Math.max(0, all.length - OUTPUT_BYTES);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer frame) {
        if (frame.hasRemaining()) {
            int channel = frame.get();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            take(channel, bytes);
        }
        socket.request();
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        socket.request();
    }

    private synchronized void take(int channel, byte[] bytes) {
        if (channel == 1 || channel == 2) {
            if (output.size() > 4 * OUTPUT_BYTES) {
                byte[] kept = output().getBytes(StandardCharsets.UTF_8);
                output.reset();
                output.writeBytes(kept);
            }
            output.writeBytes(bytes);
        } else if (channel == 3) {
            ended(Serialization.unmarshal(new String(bytes, StandardCharsets.UTF_8), Status.class));
        }
    }

    private void ended(Status status) {
        if ("Success".equals(status.getStatus())) {
            exitCode.complete(0);
        } else if ("NonZeroExitCode".equals(status.getReason()) && status.getDetails() != null) {
            status.getDetails().getCauses().stream()
                    .filter(cause -> "ExitCode".equals(cause.getReason()))
                    .map(StatusCause::getMessage)
                    .findFirst()
                    .ifPresent(code -> exitCode.complete(Integer.valueOf(code)));
        } else {
            exitCode.completeExceptionally(new IOException(status.getMessage()));
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
        cut(new IOException("the connection ended before the command's end was told"
                + (reason.isEmpty() ? "" : " (" + reason + ")")));
    }

    @Override
    public void onError(WebSocket socket, Throwable why) {
        cut(new IOException("the connection broke before the command's end was told (" + why + ")", why));
    }

    private void cut(IOException why) {
        exitCode.completeExceptionally(why);
    }
}
