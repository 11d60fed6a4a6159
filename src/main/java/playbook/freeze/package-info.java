/** Step 1: pin the evidence, fence the writes, stand the applications down. */
@org.jspecify.annotations.NullMarked
package playbook.freeze;
