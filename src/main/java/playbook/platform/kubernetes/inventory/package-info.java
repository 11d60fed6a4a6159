/** Checks whether a cluster has and permits what a response needs. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.inventory;
