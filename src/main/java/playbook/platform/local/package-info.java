/** One machine: detached processes with a folder each. */
@org.jspecify.annotations.NullMarked
package playbook.platform.local;
