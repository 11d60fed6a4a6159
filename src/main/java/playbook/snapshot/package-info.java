/** Step 1: copies of the damaged state. */
@org.jspecify.annotations.NullMarked
package playbook.snapshot;
