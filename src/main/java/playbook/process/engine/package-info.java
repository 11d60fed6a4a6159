/** What every room here stands on: variables by name, models deployed and checked, tries, and who is logged in. */
@org.jspecify.annotations.NullMarked
package playbook.process.engine;
