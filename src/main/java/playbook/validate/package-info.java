/** Step 5, validate: checks that the recovered data is right. */
@org.jspecify.annotations.NullMarked
package playbook.validate;
