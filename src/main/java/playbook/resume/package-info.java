/** Step 6, resume: all changes are undone, the service is watched, new backups are made. */
@org.jspecify.annotations.NullMarked
package playbook.resume;
