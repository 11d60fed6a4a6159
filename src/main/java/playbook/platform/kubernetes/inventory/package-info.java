/** What a cluster has, and lets us do, of what a response will need. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.inventory;
