/** The platforms: where jobs run, and how applications, servers and pages are controlled. */
@org.jspecify.annotations.NullMarked
package playbook.platform;
