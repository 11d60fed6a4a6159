package playbook.security;

import org.springframework.http.MediaType;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/** Which request a person is led back to after the login. */
final class Requests {

    private Requests() {}

    /** Pages, never an icon or a background call. In a cookie: a stranger's request leaves nothing in this memory. */
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
