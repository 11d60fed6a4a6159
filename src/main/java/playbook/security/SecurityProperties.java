package playbook.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator's password, and the limits of logins.
 *
 * @param adminPasswordFile file whose first line is the password of the user {@code admin}, who is created on the first
 *     start; needed while there is no administrator and the profile {@code practice} is off
 */
@ConfigurationProperties("playbook.security")
record SecurityProperties(
        @Nullable Path adminPasswordFile, @DefaultValue LoginLimits login) {}
