package playbook.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first password, and how long a person waits after wrong ones.
 *
 * @param adminPasswordFile first line is the password of the user {@code admin}, made on the first start; needed as
 *     long as there is no administrator and the profile {@code practice} is off
 */
@ConfigurationProperties("playbook.security")
record SecurityProperties(
        @Nullable Path adminPasswordFile, @DefaultValue LoginLimits login) {}
