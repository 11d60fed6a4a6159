package playbook.validate;

import playbook.platform.Applications.ApplicationState;

/** The application after the test replica was stopped, in the state seen, and what the test wrote. */
public record TestReplicaStopped(ApplicationState application, TestWrites wrote) {}
