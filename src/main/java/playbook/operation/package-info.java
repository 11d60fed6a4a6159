/** Long operations: started once, watched, and their end reported. */
@org.jspecify.annotations.NullMarked
package playbook.operation;
