package playbook.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import playbook.evidence.Json;

/** The answer to a program without a valid name and password: 401, or 429 if it must wait. */
final class BasicRefusal implements AuthenticationEntryPoint {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        if (refusal instanceof LoginLimited limited) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(limited.seconds()));
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("type", "TooManyTries");
            answer.put("message", String.valueOf(limited.getMessage()));
            response.getWriter().write(Json.write(answer));
            return;
        }
        // A page's script shows its own message; without the challenge the browser does not show its login dialog.
        if (!"XMLHttpRequest".equals(request.getHeader("X-Requested-With"))) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"playbook\"");
        }
        response.sendError(HttpStatus.UNAUTHORIZED.value(), HttpStatus.UNAUTHORIZED.getReasonPhrase());
    }
}
