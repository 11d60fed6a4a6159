package playbook.platform.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a command in a pod ended is only what channel 3 says; silence is neither success nor failure. */
class ExecStreamTest {

    private final ExecStream stream = new ExecStream();
    private WebSocket socket;

    @BeforeEach
    void connection() {
        socket = new WebSocket() {
            @Override
            public boolean send(ByteBuffer buffer) {
                return true;
            }

            @Override
            public boolean sendClose(int code, String reason) {
                return true;
            }

            @Override
            public long queueSize() {
                return 0;
            }

            @Override
            public void request() {}
        };
    }

    @Test
    void itsCodeIsTheOneThatWasTold() throws Exception {
        frame(1, "out\n");
        frame(2, "err\n");
        frame(3, """
                {"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"9"}]}}""");
        stream.onClose(socket, 1000, "");

        assertThat(stream.exitCode().get()).isEqualTo(9);
        assertThat(stream.output()).isEqualTo("out\nerr\n");
    }

    @Test
    void aCommandThatCouldNotBeRunIsNoSuccess() {
        frame(3, """
                {"status":"Failure","reason":"InternalError","message":"no such program"}""");

        assertThatThrownBy(() -> stream.exitCode().get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageEndingWith("no such program");
    }

    /** An exit that tells no code is waited for no longer than the connection lasts. */
    @Test
    void anEndWithoutACodeIsNoSuccess() {
        frame(3, """
                {"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[]}}""");
        stream.onClose(socket, 1000, "");

        assertThatThrownBy(() -> stream.exitCode().get())
                .hasMessageEndingWith("the connection ended before the command's end was told");
    }

    @Test
    void aConnectionThatEndsOrBreaksBeforeTellsNothing() {
        stream.onClose(socket, 1001, "going away");
        assertThatThrownBy(() -> stream.exitCode().get())
                .hasMessageEndingWith("the connection ended before the command's end was told (going away)");

        ExecStream broken = new ExecStream();
        broken.onError(socket, new java.io.IOException("reset"));
        assertThatThrownBy(() -> broken.exitCode().get())
                .hasMessageContaining("the connection broke before the command's end was told");
    }

    @Test
    void ofALongOutputTheEndIsKept() {
        for (int line = 1; line <= 10_000; line++) {
            frame(1, "line %05d of a command that tells much, and then how it ended\n".formatted(line));
        }

        assertThat(stream.output())
                .hasSize(64 * 1024)
                .endsWith("line 10000 of a command that tells much, and then how it" + " ended\n");
    }

    private void frame(int channel, String text) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(channel);
        frame.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        stream.onMessage(socket, ByteBuffer.wrap(frame.toByteArray()));
    }
}
