/** Snapshots of the data's volume, and volumes made from them. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.snapshots;
