package playbook.security;

import java.util.Arrays;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;
import org.springframework.stereotype.Component;

/**
 * What each group may do in the engine. The rights to a group's own tasks are not granted here: the engine itself lets
 * a task's candidate groups read and work on the task.
 */
@Component
class GroupGrants {

    private static final String RESPONSE = "data-loss-response";

    private final AuthorizationService authorizations;

    GroupGrants(AuthorizationService authorizations) {
        this.authorizations = authorizations;
    }

    void administrators() {
        for (Resource resource : Resources.values()) {
            grant(Accounts.ADMINISTRATORS, resource, Authorization.ANY, Permissions.ALL);
        }
    }

    void of(Group group) {
        // Every group may read the history of a response, also after its end.
        grant(group, Resources.PROCESS_DEFINITION, Authorization.ANY, Permissions.READ, Permissions.READ_HISTORY);
        grant(group, Resources.DECISION_DEFINITION, Authorization.ANY, Permissions.READ, Permissions.READ_HISTORY);
        grant(group, Resources.OPERATION_LOG_CATEGORY, Authorization.ANY, UserOperationLogCategoryPermissions.READ);
        if (group.hasTasks()) {
            grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
            grant(group, Resources.FILTER, Authorization.ANY, Permissions.READ);
        }
        if (group.watches()) {
            grant(group, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
            grant(group, Resources.PROCESS_DEFINITION, Authorization.ANY, ProcessDefinitionPermissions.READ_INSTANCE);
            grant(group, Resources.DEPLOYMENT, Authorization.ANY, Permissions.READ);
        }
        if (group.reports()) {
            grant(group, Resources.PROCESS_DEFINITION, RESPONSE, ProcessDefinitionPermissions.CREATE_INSTANCE);
            grant(group, Resources.PROCESS_INSTANCE, Authorization.ANY, Permissions.CREATE);
        }
        if (group.repairs()) {
            grant(group, Resources.PROCESS_DEFINITION, Authorization.ANY, ProcessDefinitionPermissions.RETRY_JOB);
        }
    }

    private void grant(Group group, Resource resource, String id, Permission... permissions) {
        grant(group.id(), resource, id, permissions);
    }

    /** Adds permissions to the existing ones, so that an administrator's additions survive a restart. */
    private void grant(String group, Resource resource, String id, Permission... permissions) {
        Authorization grant = authorizations
                .createAuthorizationQuery()
                .authorizationType(Authorization.AUTH_TYPE_GRANT)
                .groupIdIn(group)
                .resourceType(resource)
                .resourceId(id)
                .singleResult();
        if (grant == null) {
            grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            grant.setGroupId(group);
            grant.setResource(resource);
            grant.setResourceId(id);
        } else if (Arrays.stream(permissions).allMatch(grant::isPermissionGranted)) {
            return;
        }
        for (Permission permission : permissions) {
            grant.addPermission(permission);
        }
        authorizations.saveAuthorization(grant);
    }
}
