/** Step 4: the side instance, the difference and the merge. */
@org.jspecify.annotations.NullMarked
package playbook.restore;
