package playbook.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a refused request wanted; read once, and only its beginning. */
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
