package playbook.security;

import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.stereotype.Component;

/** Creates users and groups in the engine's own tables, each only once. */
@Component
class Accounts {

    static final String ADMINISTRATORS = "camunda-admin";

    private final IdentityService identities;

    Accounts(IdentityService identities) {
        this.identities = identities;
    }

    void group(String id, String name, String type) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            var group = identities.newGroup(id);
            group.setName(name);
            group.setType(type);
            identities.saveGroup(group);
        }
    }

    /** Creates the user if it is missing, and sets this password if the user has another one. */
    void user(String id, String password, String group) {
        User user = identities.createUserQuery().userId(id).singleResult();
        if (user == null) {
            user = identities.newUser(id);
            user.setFirstName(id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1));
            user.setLastName("(" + group + ")");
            user.setPassword(password);
            identities.saveUser(user);
        } else if (!identities.checkPassword(id, password)) {
            user.setPassword(password);
            identities.saveUser(user);
            identities.unlockUser(id);
        }
        if (identities.createUserQuery().userId(id).memberOfGroup(group).count() == 0) {
            identities.createMembership(id, group);
        }
    }

    boolean hasAdministrator() {
        return identities.createUserQuery().memberOfGroup(ADMINISTRATORS).count() > 0;
    }

    List<String> groupsOf(String user) {
        return identities.createGroupQuery().groupMember(user).list().stream()
                .map(org.camunda.bpm.engine.identity.Group::getId)
                .toList();
    }
}
