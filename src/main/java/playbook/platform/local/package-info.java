/** The platform of one machine: detached processes, each with a folder. */
@org.jspecify.annotations.NullMarked
package playbook.platform.local;
