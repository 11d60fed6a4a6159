package playbook.process.task;

import java.util.Set;
import org.camunda.bpm.engine.impl.AbstractNativeQuery;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SetJobRetriesCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.jspecify.annotations.Nullable;
import playbook.process.engine.NotAllowed;

/**
 * What a person may have the engine do, by whichever client: read, report, answer and take tasks, and an administrator
 * users and groups. The list of routes says the same of HTTP; this holds for what comes in by another way too. What the
 * engine does by itself, or inside such a command, is not a person's.
 */
public class PersonsCommands extends CommandInterceptor {

    private static final Set<Class<?>> ACTS = Set.of(
            StartReport.class,
            AnswerTask.class,
            WhatBecame.class,
            ClaimTaskCmd.class,
            AssignTaskCmd.class,
            SetJobRetriesCmd.class);

    /** Of users, groups and rights, which the engine's own authorization keeps to administrators and to oneself. */
    private static final Set<String> IDENTITY = Set.of(
            "CreateUserCmd",
            "SaveUserCmd",
            "DeleteUserCmd",
            "UnlockUserCmd",
            "CreateGroupCmd",
            "SaveGroupCmd",
            "DeleteGroupCmd",
            "CreateMembershipCmd",
            "DeleteMembershipCmd",
            "CreateAuthorizationCommand",
            "SaveAuthorizationCmd",
            "DeleteAuthorizationCmd");

    private static final Set<String> READING = Set.of(
            "CreateUserQueryCmd",
            "CreateNativeUserQueryCmd",
            "CreateGroupQueryCmd",
            "CreateTenantQueryCmd",
            "AuthorizationCheckCmd",
            "CheckPassword",
            "QueryServiceRowCountCmd",
            "ExecuteFilterCountCmd",
            "ExecuteFilterListCmd",
            "ExecuteFilterListPageCmd",
            "ExecuteFilterSingleResultCmd");

    private final ProcessEngineConfigurationImpl engine;

    public PersonsCommands(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    @Override
    public <T> T execute(Command<T> command) {
        Authentication person = person();
        if (person != null && Context.getCommandContext() == null && !allowed(command.getClass(), command)) {
            throw new NotAllowed(
                    person.getUserId() + " may not have the engine do '"
                            + command.getClass().getSimpleName() + "'",
                    "answer the open task in Tasklist; docs/security.md says what people may do.");
        }
        return next.execute(command);
    }

    private static boolean allowed(Class<?> type, Command<?> command) {
        String name = type.getSimpleName();
        return ACTS.contains(type)
                || command instanceof AbstractQuery
                || command instanceof AbstractNativeQuery
                || READING.contains(name)
                || IDENTITY.contains(name)
                || name.matches("(Get|Find|Is)[A-Z].*")
                || type.getName().startsWith("org.camunda.bpm.cockpit.")
                || type.getName().startsWith("org.camunda.bpm.webapp.");
    }

    private @Nullable Authentication person() {
        Authentication known = engine.getIdentityService().getCurrentAuthentication();
        return known == null || known.getUserId() == null ? null : known;
    }
}
