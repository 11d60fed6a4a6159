package playbook.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Tells every page whether the user may see the link to the record of logins. */
@ControllerAdvice
class LoginsLink {

    /** Groups that may read who logged in. */
    static final Set<String> READERS = Set.of(Accounts.ADMINISTRATORS, Group.AUDITORS.id());

    @ModelAttribute("readsLogins")
    boolean readsLogins(@Nullable Authentication reader) {
        return reader != null && EngineLogin.groups(reader).stream().anyMatch(READERS::contains);
    }
}
