/**
 * A cluster: Jobs with their log, Deployments, and files in containers. Its rooms: api, server, snapshots and jobs, each on
 * the one before; applications (jobs run in them) and front beside; inventory on top, whose {@code Rights} lists every call.
 */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes;
