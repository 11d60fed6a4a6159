/** The running incident: its number, the one response that answers it, and what is watched and told while it runs. */
@org.jspecify.annotations.NullMarked
package playbook.process.incident;
