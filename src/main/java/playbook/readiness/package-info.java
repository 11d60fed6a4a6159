/** The check before an incident: whether a target has what a response would need; nothing is changed. */
@org.jspecify.annotations.NullMarked
package playbook.readiness;
