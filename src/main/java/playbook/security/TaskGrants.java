package playbook.security;

import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.auth.DefaultAuthorizationProvider;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/**
 * Lets the groups of a task claim and unclaim it, and take it over from a colleague who does not answer. The task's own
 * rules decide to whom it may be assigned and who may answer it.
 */
@Component
class TaskGrants extends AbstractProcessEnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setResourceAuthorizationProvider(new GroupsMayAssign());
    }

    private static final class GroupsMayAssign extends DefaultAuthorizationProvider {
        @Override
        public AuthorizationEntity[] newTaskGroupIdentityLink(Task task, String group, String type) {
            AuthorizationEntity[] grants = super.newTaskGroupIdentityLink(task, group, type);
            if (grants != null) {
                for (AuthorizationEntity grant : grants) {
                    if (grant != null && grant.getResourceType() == Resources.TASK.resourceType()) {
                        grant.addPermission(Permissions.TASK_ASSIGN);
                    }
                }
            }
            return grants;
        }
    }
}
