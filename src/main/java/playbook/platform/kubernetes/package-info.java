/**
 * A cluster: Jobs with their log, Deployments, and files in containers. Its rooms: api, server, snapshots and jobs, each on
 * those before it; applications (jobs run in them) and front beside; inventory on top, whose {@code ApiRights} lists every
 * call.
 */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes;
