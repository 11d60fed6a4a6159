/** Step 1: freeze: pin the evidence, fence the writers, stop the applications. */
@org.jspecify.annotations.NullMarked
package playbook.freeze;
