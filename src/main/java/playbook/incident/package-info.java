/** The nouns: plain Java, no framework. */
@org.jspecify.annotations.NullMarked
package playbook.incident;
