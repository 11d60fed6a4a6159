/** The incident pages. */
@org.jspecify.annotations.NullMarked
package playbook.web;
