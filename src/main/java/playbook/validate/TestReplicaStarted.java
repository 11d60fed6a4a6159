package playbook.validate;

import playbook.platform.Applications.ApplicationState;

/** The application after the test replica was started, in the state seen. */
public record TestReplicaStarted(ApplicationState application) {}
