/** The database's server in a cluster: its pods, its place behind the Service, its ports, and the wall before it. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.server;
