/** The record of each incident, chained by hash, and the remembered changes that must be undone at its end. */
@org.jspecify.annotations.NullMarked
package playbook.evidence;
