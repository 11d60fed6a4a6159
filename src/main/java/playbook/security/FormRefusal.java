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
 * Shows the login page again: with a word after a wrong password, as 429 with a sentence to a person who has to wait.
 */
final class FormRefusal extends SimpleUrlAuthenticationFailureHandler {

    static final String PAGE = "/login/wait";

    FormRefusal() {
        super("/login?error");
        // Spring would keep the exception for a page of its own.
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
