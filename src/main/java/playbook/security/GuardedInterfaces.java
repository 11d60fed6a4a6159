package playbook.security;

import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable;

/**
 * Puts {@link RouteGuard} into every JAX-RS application of this program: the engine's own interface and the four of its
 * web applications, which create their servlets themselves. Found by name in META-INF/services.
 */
public final class GuardedInterfaces implements ForcedAutoDiscoverable {

    @Override
    public void configure(FeatureContext application) {
        application.register(RouteGuard.class);
        application.register(PlainAnswers.class);
        application.register(NothingThere.class);
        application.register(ReadableBodies.class);
        application.register(ReadableValues.class);
    }
}
