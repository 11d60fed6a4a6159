/** The only room that knows the process engine. */
@org.jspecify.annotations.NullMarked
package playbook.process;
