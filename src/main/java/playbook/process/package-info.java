/**
 * The only room that knows the process engine. Here are its rules for every model; below it {@code task} (what people answer)
 * and {@code history} (what a page tells), then {@code step}, {@code incident} and {@code engine}.
 */
@org.jspecify.annotations.NullMarked
package playbook.process;
