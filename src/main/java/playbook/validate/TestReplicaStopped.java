package playbook.validate;

import playbook.platform.Applications.ApplicationState;

/** As it was seen. */
public record TestReplicaStopped(ApplicationState application, TestWrites wrote) {}
