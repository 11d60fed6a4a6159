package playbook.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sets the logged-in user in the engine for each request. Without a user the engine checks no authorization at all, and
 * its operation log does not name the user. Not a bean, since Spring Boot would run it for every request before the
 * login.
 */
final class EngineUser extends OncePerRequestFilter {

    private final IdentityService identities;

    EngineUser(IdentityService identities) {
        this.identities = identities;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user == null || user instanceof AnonymousAuthenticationToken) {
            chain.doFilter(request, response);
            return;
        }
        try {
            identities.setAuthentication(user.getName(), EngineLogin.groups(user));
            chain.doFilter(request, response);
        } finally {
            identities.clearAuthentication();
        }
    }
}
