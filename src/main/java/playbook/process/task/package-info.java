/** What people are asked, what they answer, and what they may do: the report, the forms, the rules of each answer. */
@org.jspecify.annotations.NullMarked
package playbook.process.task;
