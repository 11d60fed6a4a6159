/** The incidents' web pages and JSON interface. */
@org.jspecify.annotations.NullMarked
package playbook.web;
