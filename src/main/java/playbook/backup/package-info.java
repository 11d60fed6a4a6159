/** The catalogue of backups and of the WAL archive. */
@org.jspecify.annotations.NullMarked
package playbook.backup;
