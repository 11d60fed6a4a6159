package playbook.security;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.camunda.bpm.engine.exception.NullValueException;

/** What a request names is not there, or is missing in it: the engine calls that a fault of its own, with status 500. */
public final class NothingThere implements ExceptionMapper<NullValueException> {

    @Override
    public Response toResponse(NullValueException missing) {
        return Response.status(Response.Status.NOT_FOUND)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of(
                        "type",
                        "Gone",
                        "message",
                        "what the request names is not there (" + missing.getMessage() + ")"
                                + "\nHINT: load the list again, and look at what is sent."))
                .build();
    }
}
