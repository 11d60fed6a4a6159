/** The API server as every other part of this room asks it: what is asked again, what is told, what is written back. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.api;
