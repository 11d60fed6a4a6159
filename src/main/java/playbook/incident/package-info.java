/** The domain types of an incident, as plain Java without a framework. */
@org.jspecify.annotations.NullMarked
package playbook.incident;
