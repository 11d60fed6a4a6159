/** Step 6: everything given back, watched, backed up. */
@org.jspecify.annotations.NullMarked
package playbook.resume;
