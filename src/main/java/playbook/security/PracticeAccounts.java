package playbook.security;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Creates one user for each role of the practice range, each with a password in a file. */
@Component
@Profile("practice")
class PracticeAccounts implements FirstAccounts {

    static final String PROPERTY = "playbook.practice.passwords-directory";

    private final Path passwords;
    private final Accounts accounts;

    PracticeAccounts(@Value("${" + PROPERTY + "}") Path passwords, Accounts accounts) {
        this.passwords = passwords;
        this.accounts = accounts;
    }

    static Map<String, String> groupByUser() {
        Map<String, String> users = new LinkedHashMap<>(Map.of("admin", Accounts.ADMINISTRATORS));
        users.putAll(PracticeUsers.groups());
        return users;
    }

    @Override
    public void create() {
        groupByUser()
                .forEach((user, group) ->
                        accounts.user(user, PasswordFile.readOrCreate(passwords.resolve(user), PROPERTY), group));
    }
}
