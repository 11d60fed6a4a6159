package playbook.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Every page knows whether its reader may read the record of logins. */
@ControllerAdvice
class LoginsLink {

    @ModelAttribute("readsLogins")
    boolean readsLogins(@Nullable Authentication reader) {
        return reader != null
                && EngineLogin.groups(reader).stream().anyMatch(SecurityConfiguration.READ_LOGINS::contains);
    }
}
