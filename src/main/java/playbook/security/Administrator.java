package playbook.security;

import java.nio.file.Path;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;

/**
 * Creates the first administrator from the configuration, because outside the practice profile there is no default
 * user.
 */
@Component
@Profile("!practice")
class Administrator implements FirstAccounts {

    static final String PROPERTY = "playbook.security.admin-password-file";

    private final SecurityProperties properties;
    private final Accounts accounts;

    Administrator(SecurityProperties properties, Accounts accounts) {
        this.properties = properties;
        this.accounts = accounts;
    }

    @Override
    public void create() {
        if (accounts.hasAdministrator()) {
            return;
        }
        Path file = properties.adminPasswordFile();
        if (file == null) {
            throw new HintedException(
                    "there is no administrator (no user in the group " + Accounts.ADMINISTRATORS + "), and " + PROPERTY
                            + " is not set",
                    "set " + PROPERTY + " to a file (chmod 600) with the password for the user admin in its first"
                            + " line, or start with the profile practice.");
        }
        accounts.user("admin", PasswordFile.read(file, PROPERTY), Accounts.ADMINISTRATORS);
    }
}
