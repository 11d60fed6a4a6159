/** Step 4, recover: the side instance, the comparison, the merge, and the cut-over. */
@org.jspecify.annotations.NullMarked
package playbook.restore;
