/** The record of long work: start it once, watch it, tell its end. */
@org.jspecify.annotations.NullMarked
package playbook.operation;
