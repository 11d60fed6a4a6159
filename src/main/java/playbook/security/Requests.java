package playbook.security;

import org.springframework.http.MediaType;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Which request a person is led back to after the login. */
final class Requests {

    private Requests() {}

    /** Pages, never an icon or a background call. */
    static HttpSessionRequestCache pagesOnly() {
        var cache = new HttpSessionRequestCache();
        cache.setMatchingRequestParameterName(null);
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
