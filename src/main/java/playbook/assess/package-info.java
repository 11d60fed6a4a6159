/** Step 2: what is lost, who did it, what there is to recover from. */
@org.jspecify.annotations.NullMarked
package playbook.assess;
