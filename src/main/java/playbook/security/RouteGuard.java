package playbook.security;

import jakarta.annotation.Priority;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.uri.UriTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.support.WebApplicationContextUtils;
import playbook.process.engine.NotAllowed;
import playbook.process.task.InterfaceRefusals;
import playbook.process.task.OpenTasks;

/**
 * Allows requests to the routes of {@link EngineRoutes} and refuses all others. It checks the route that the engine's
 * own router has matched, so that no variant spelling of a path can bypass it.
 */
@Priority(Priorities.AUTHORIZATION)
public final class RouteGuard implements ContainerRequestFilter {

    private static final EngineRoutes ROUTES = EngineRoutes.read();

    /** Sub-resources of a task that are deleted with the task; its comments and attachments remain. */
    private static final Pattern BESIDE_A_TASK = Pattern.compile(
            "/task/\\{id\\}/(form|deployed-form|form-variables|identity-links|variables|localVariables)(/.*)?");

    @Context
    private @Nullable ServletContext servlets;

    @Override
    public void filter(ContainerRequestContext request) {
        String verb = request.getMethod();
        String template = template(request.getUriInfo());
        EngineRoutes.Rule rule = ROUTES.rule(verb, template);
        if (rule.allows(administrator())) {
            if (verb.equals("GET") && BESIDE_A_TASK.matcher(template).matches()) {
                bean(OpenTasks.class)
                        .mustBeOpen(request.getUriInfo().getPathParameters().getFirst("id"));
            }
            return;
        }
        NotAllowed refusal = new NotAllowed(
                who() + " may not use " + verb + " " + template + ": "
                        + (rule.who() == EngineRoutes.Who.ADMINISTRATORS ? "it is for administrators" : rule.why()),
                rule.instead());
        bean(InterfaceRefusals.class)
                .record(template, request.getUriInfo().getPathParameters(), () -> Bodies.begin(request), refusal);
        throw refusal;
    }

    /** The path template of the resource and its sub-resources, without the engine's name. */
    static String template(UriInfo matched) {
        List<UriTemplate> parts = new ArrayList<>(((ExtendedUriInfo) matched).getMatchedTemplates());
        Collections.reverse(parts);
        StringBuilder path = new StringBuilder();
        parts.forEach(part -> path.append('/').append(part.getTemplate()));
        return plain(path.toString());
    }

    static String plain(String path) {
        return path.replaceAll("\\{\\s*([^}:\\s]+)\\s*:[^}]*\\}", "{$1}")
                .replaceAll("/+", "/")
                .replaceAll("(.)/$", "$1")
                .replaceFirst("^/engine/\\{name\\}(?=/)", "");
    }

    private <T> T bean(Class<T> type) {
        return WebApplicationContextUtils.getRequiredWebApplicationContext(Objects.requireNonNull(servlets))
                .getBean(type);
    }

    private static boolean administrator() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user != null && EngineLogin.groups(user).contains(Accounts.ADMINISTRATORS);
    }

    private static String who() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null ? "nobody" : user.getName();
    }
}
