package playbook.security;

import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.admin.impl.web.AdminApplication;
import org.camunda.bpm.cockpit.impl.web.CockpitApplication;
import org.camunda.bpm.engine.rest.impl.CamundaRestResources;
import org.camunda.bpm.tasklist.impl.web.TasklistApplication;
import org.camunda.bpm.webapp.impl.engine.EngineRestApplication;
import org.camunda.bpm.welcome.impl.web.WelcomeApplication;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;

/** The engine's own route table, as its JAX-RS resources declare it; read while an engine runs, which knows its plugins. */
final class EngineRouteTable {

    private static final int DEEPEST = 12;

    private final Set<String> routes = new TreeSet<>();

    private EngineRouteTable() {}

    /** {@code POST /task/{id}/claim} */
    static Set<String> read() {
        EngineRouteTable table = new EngineRouteTable();
        Set<Class<?>> classes = new LinkedHashSet<>(CamundaRestResources.getResourceClasses());
        Stream.<Application>of(
                        new EngineRestApplication(),
                        new CockpitApplication(),
                        new AdminApplication(),
                        new TasklistApplication(),
                        new WelcomeApplication())
                .forEach(application -> classes.addAll(application.getClasses()));
        for (Class<?> one : classes) {
            Resource resource = Resource.from(one, true);
            if (resource != null) {
                table.add("/" + resource.getPath(), resource, 0);
            }
        }
        return table.routes;
    }

    private void add(String path, Resource resource, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalStateException("a resource that leads to itself: " + path);
        }
        for (ResourceMethod method : resource.getAllMethods()) {
            if (method.getHttpMethod() != null) {
                routes.add(method.getHttpMethod() + " " + RouteGuard.plain(path));
            } else {
                // A sub-resource; the path on its own class does not count.
                Class<?> type = method.getInvocable().getRawResponseType();
                add(path, Resource.builder(type, true).build(), depth + 1);
            }
        }
        for (Resource child : resource.getChildResources()) {
            add(path + "/" + child.getPath(), child, depth + 1);
        }
    }
}
