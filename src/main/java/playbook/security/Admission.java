package playbook.security;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Creates groups, authorizations and the first accounts before the first request is answered; otherwise the start
 * fails.
 */
@Component
class Admission implements SmartInitializingSingleton {

    private final LoginLimits limits;
    private final Accounts accounts;
    private final GroupGrants grants;
    private final TaskFilters filters;
    private final FirstAccounts first;

    Admission(
            SecurityProperties properties,
            Accounts accounts,
            GroupGrants grants,
            TaskFilters filters,
            FirstAccounts first) {
        this.limits = properties.login();
        this.accounts = accounts;
        this.grants = grants;
        this.filters = filters;
        this.first = first;
    }

    @Override
    public void afterSingletonsInstantiated() {
        limits.check();
        accounts.group(Accounts.ADMINISTRATORS, "Administrators", "SYSTEM");
        grants.administrators();
        for (Group group : Group.values()) {
            accounts.group(group.id(), group.title(), "WORKFLOW");
            grants.of(group);
        }
        first.create();
        filters.create();
    }
}
