package playbook.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Lets the playbook's own pages read the API with their login session. A session cannot change anything, and other
 * sites cannot use it.
 */
final class SameOriginSession implements SecurityContextRepository {

    private final HttpSessionSecurityContextRepository session = new HttpSessionSecurityContextRepository();

    private static boolean accepts(HttpServletRequest request) {
        return request.getMethod().equals("GET") && "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return accepts(holder.getRequest())
                ? session.loadDeferredContext(holder.getRequest()).get()
                : SecurityContextHolder.createEmptyContext();
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        // Nothing is saved: a client of the API sends its name and password with each request.
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return accepts(request) && session.containsContext(request);
    }
}
