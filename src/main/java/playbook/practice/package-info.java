/** The practice range: a real PostgreSQL with traffic, to be broken on purpose. */
@org.jspecify.annotations.NullMarked
package playbook.practice;
