package playbook.security;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import playbook.incident.HintedException;

/**
 * Refuses a body that is not JSON, or not the JSON that the route expects, with a readable message instead of the
 * parser's one.
 */
public final class ReadableBodies implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        try {
            return body.proceed();
        } catch (JacksonException unreadable) {
            throw new Unreadable(where(unreadable.getLocation()), unreadable);
        }
    }

    private static String where(JsonLocation found) {
        return found == null ? "" : " (line " + found.getLineNr() + ", column " + found.getColumnNr() + ")";
    }

    /** The client's error: says what is wrong with the body. */
    static final class Unreadable extends HintedException {

        private Unreadable(String where, Throwable cause) {
            super(
                    "the body is not the JSON that this route takes" + where,
                    "send a form's answer as {\"variables\":{\"FIELD\":{\"value\":\"ANSWER\"}}}.",
                    cause);
        }
    }
}
