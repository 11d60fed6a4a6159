/** A cluster: Jobs with their log, Deployments, and files in containers. {@link Rights} lists every call it makes. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes;
