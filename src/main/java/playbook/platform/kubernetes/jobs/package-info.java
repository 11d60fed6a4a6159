/** A response's jobs in Kubernetes: their manifests, their state, and the servers that they leave running. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.jobs;
