/** Jobs of a response: what they are made of, how they stand, and the servers that they leave running. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.jobs;
