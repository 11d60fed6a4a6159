package playbook.security;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a form's answer whose values have a type that the engine cannot read, with a readable message; other errors
 * have the engine's own message.
 */
public final class ReadableValues implements ExceptionMapper<InvalidRequestException> {

    private static final Logger LOG = LoggerFactory.getLogger(ReadableValues.class);

    @Context
    private @Nullable ExtendedUriInfo matched;

    @Override
    public Response toResponse(InvalidRequestException fault) {
        if (matched == null || !RouteGuard.template(matched).matches(".*/(submit-form|complete)")) {
            return ExceptionHandlerHelper.getInstance().getResponse(fault);
        }
        LOG.info("an answer that could not be read: {}", fault.getMessage());
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of(
                        "type",
                        "Unreadable",
                        "message",
                        "a value of the answer is not of the type that is sent with it, or of a type that no form has"
                                + "\nHINT: send each field's value as text, or true or false, without a type:"
                                + " {\"variables\":{\"FIELD\":{\"value\":\"ANSWER\"}}}."))
                .build();
    }
}
