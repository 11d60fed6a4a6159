package playbook.security;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import playbook.incident.HintedException;
import playbook.process.engine.Conflict;
import playbook.process.engine.Gone;
import playbook.process.engine.NotAllowed;

/**
 * Answers a request that one of the playbook's rules refuses with only the rule's message, and with a matching status.
 */
public final class PlainAnswers implements ExceptionMapper<HintedException> {

    @Override
    public Response toResponse(HintedException refusal) {
        return Response.status(status(refusal))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of(
                        "type", refusal.getClass().getSimpleName(), "message", String.valueOf(refusal.getMessage())))
                .build();
    }

    private static Response.Status status(HintedException refusal) {
        if (refusal instanceof NotAllowed) {
            return Response.Status.FORBIDDEN;
        }
        if (refusal instanceof Gone) {
            return Response.Status.NOT_FOUND;
        }
        return refusal instanceof Conflict ? Response.Status.CONFLICT : Response.Status.BAD_REQUEST;
    }
}
