/** Access to PostgreSQL: catalogs, WAL, replication slots, roles and sessions. */
@org.jspecify.annotations.NullMarked
package playbook.postgres;
