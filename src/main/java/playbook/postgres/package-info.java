/** The hands for PostgreSQL: its catalogs, WAL, slots, roles and streams. */
@org.jspecify.annotations.NullMarked
package playbook.postgres;
