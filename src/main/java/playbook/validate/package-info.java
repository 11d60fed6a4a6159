/** Step 5: proof that the result is right. */
@org.jspecify.annotations.NullMarked
package playbook.validate;
