package playbook.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a browser marks as coming from another site, because the interfaces have no CSRF token. A
 * browser that once got a name and password for basic authentication sends them automatically, even with requests from
 * other sites.
 */
final class CrossSiteRefusal extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String from = request.getHeader("Sec-Fetch-Site");
        boolean elsewhere = from != null ? !from.equals("same-origin") && !from.equals("none") : foreignOrigin(request);
        if (elsewhere) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "request from another site");
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean foreignOrigin(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && !origin.endsWith("://" + request.getHeader("Host"));
    }
}
