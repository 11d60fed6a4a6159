/** Step 3: decide: ranks the ways back by measured time and loss. */
@org.jspecify.annotations.NullMarked
package playbook.decide;
