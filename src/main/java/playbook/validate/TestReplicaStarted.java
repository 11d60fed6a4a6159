package playbook.validate;

import playbook.platform.Applications.ApplicationState;

/** As it was seen. */
public record TestReplicaStarted(ApplicationState application) {}
