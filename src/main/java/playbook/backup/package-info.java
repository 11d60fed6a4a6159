/** Lists the backups and the archived WAL of a target. */
@org.jspecify.annotations.NullMarked
package playbook.backup;
