/** An incident told from the history of the engine: its steps, its times, who did what. */
@org.jspecify.annotations.NullMarked
package playbook.process.history;
