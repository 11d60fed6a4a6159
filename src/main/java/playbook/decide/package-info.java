/** Step 3: the ways back, ranked, with measured time and loss. */
@org.jspecify.annotations.NullMarked
package playbook.decide;
