/** Step 2, assess: what is lost, which transaction did it, and which backups can bring it back. */
@org.jspecify.annotations.NullMarked
package playbook.assess;
