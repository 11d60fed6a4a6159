package playbook.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the beginning of a refused request's body, only once, to log what the request was for. */
final class Bodies {

    private static final int ENOUGH = 20_000;

    private Bodies() {}

    static String begin(ContainerRequestContext request) {
        try {
            InputStream body = request.getEntityStream();
            return body == null ? "" : new String(body.readNBytes(ENOUGH), StandardCharsets.UTF_8);
        } catch (IOException cut) {
            return "";
        }
    }
}
