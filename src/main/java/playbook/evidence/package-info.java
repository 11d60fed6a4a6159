/** The record: what was seen and done, chained by hash; what was changed and must be given back. */
@org.jspecify.annotations.NullMarked
package playbook.evidence;
