package playbook.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The body of a refused request, which tells what it was meant for; only its beginning is read, and only once. */
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
