/** The data-loss playbook: a SEV1 response to a PostgreSQL data loss, run by a process engine. */
@org.jspecify.annotations.NullMarked
package playbook;
