/** Access to the API server for the other packages: repeated requests, explained errors, read-change-write. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.api;
