/** Steps as the engine runs them, short and long, and what a person orders for one that failed. */
@org.jspecify.annotations.NullMarked
package playbook.process.step;
