/** The hands for machines: where commands and long jobs run, and how applications are stopped and started. */
@org.jspecify.annotations.NullMarked
package playbook.platform;
