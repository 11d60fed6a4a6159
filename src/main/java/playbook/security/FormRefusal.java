package playbook.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;

/**
 * Shows the login page again: with an error after a wrong password, or with status 429 and an explanation if the person
 * must wait.
 */
final class FormRefusal extends SimpleUrlAuthenticationFailureHandler {

    static final String PAGE = "/login/wait";

    FormRefusal() {
        super("/login?error");
        // Otherwise Spring would create a session to keep the exception for its own page.
        setAllowSessionCreation(false);
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException, ServletException {
        if (refusal instanceof LoginLimited limited) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(limited.seconds()));
            request.setAttribute("wait", limited.getMessage());
            request.getRequestDispatcher(PAGE).forward(request, response);
            return;
        }
        super.onAuthenticationFailure(request, response, refusal);
    }
}
