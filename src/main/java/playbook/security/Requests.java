package playbook.security;

import org.springframework.http.MediaType;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/** Chooses the page to which a person returns after the login. */
final class Requests {

    private Requests() {}

    /**
     * Remembers pages, but not icons or script requests. It uses a cookie, so that requests without a login need no
     * memory on the server.
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
