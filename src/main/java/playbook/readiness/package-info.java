/** Before the incident: what a response on a target would need, looked at in peace; nothing is changed. */
@org.jspecify.annotations.NullMarked
package playbook.readiness;
