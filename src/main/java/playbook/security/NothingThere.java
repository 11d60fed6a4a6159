package playbook.security;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.camunda.bpm.engine.exception.NullValueException;

/**
 * Answers 404 when a request names an object that does not exist, or lacks a part; the engine itself would answer 500,
 * as for an internal error.
 */
public final class NothingThere implements ExceptionMapper<NullValueException> {

    @Override
    public Response toResponse(NullValueException missing) {
        return Response.status(Response.Status.NOT_FOUND)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of(
                        "type",
                        "Gone",
                        "message",
                        "the request names an object that does not exist, or lacks a part"
                                + " (" + missing.getMessage() + ")"
                                + "\nHINT: load the list again, and look at what is sent."))
                .build();
    }
}
