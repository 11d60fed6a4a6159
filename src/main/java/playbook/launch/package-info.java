/** The verbs of {@code ./playbook} and of the jar: what runs on this machine is made, started, looked at and stopped. */
@org.jspecify.annotations.NullMarked
package playbook.launch;
