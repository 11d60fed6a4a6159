/** The ways back from a loss, one class each: whether it can be done here, what it loses, what it is expected to leave. */
@org.jspecify.annotations.NullMarked
package playbook.wayback;
