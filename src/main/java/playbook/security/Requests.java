package playbook.security;

import org.springframework.http.MediaType;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/** Chooses the request to which a person is led back after the login. */
final class Requests {

    private Requests() {}

    /**
     * Remembers pages, never icons or calls of scripts. It remembers them in a cookie, so that a stranger's request
     * takes no memory of the server.
     */
    static CookieRequestCache pagesOnly() {
        var cache = new CookieRequestCache();
        cache.setRequestMatcher(request -> {
            String accept = request.getHeader("Accept");
            return request.getMethod().equals("GET")
                    && accept != null
                    && accept.contains(MediaType.TEXT_HTML_VALUE)
                    && !request.getRequestURI().startsWith("/camunda/api/");
        });
        return cache;
    }
}
