package playbook.process.engine;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Who is at the keyboard, by authentication and not by what a form says. */
@Component
public class People {

    private final ObjectProvider<IdentityService> identities;

    People(ObjectProvider<IdentityService> identities) {
        this.identities = identities;
    }

    public String name() {
        Authentication authentication = authentication();
        return authentication == null ? "nobody" : authentication.getUserId();
    }

    /** False in what the engine does by itself. */
    public boolean isKnown() {
        return authentication() != null;
    }

    /** @throws NotAllowed when nobody is logged in */
    public String mustBeSomebody() {
        if (authentication() == null) {
            throw new NotAllowed("nobody is logged in", "log in, then send the form again.");
        }
        return name();
    }

    public boolean inOneOf(List<String> groups) {
        return groups().stream().anyMatch(groups::contains);
    }

    /** Of somebody else, who is not at the keyboard now. */
    public boolean isInOneOf(String person, List<String> groups) {
        return person.equals(name())
                ? inOneOf(groups)
                : groupsOf(person).stream().anyMatch(groups::contains);
    }

    private List<String> groups() {
        Authentication authentication = authentication();
        if (authentication == null) {
            return List.of();
        }
        if (authentication.getGroupIds() != null) {
            return authentication.getGroupIds();
        }
        return groupsOf(authentication.getUserId());
    }

    private List<String> groupsOf(String person) {
        return identities.getObject().createGroupQuery().groupMember(person).list().stream()
                .map(Group::getId)
                .toList();
    }

    private @Nullable Authentication authentication() {
        Authentication authentication = identities.getObject().getCurrentAuthentication();
        return authentication == null || authentication.getUserId() == null ? null : authentication;
    }
}
