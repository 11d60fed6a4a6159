package playbook.platform;

import java.util.List;
import playbook.incident.Target;

/** What the platform of a target has, and lets us do, of what a response will need; it only looks. */
public interface Inventory {

    /** The jobs themselves tell everything. */
    Inventory NONE = target -> List.of();

    List<Item> look(Target target);

    /**
     * @param what what was looked for
     * @param found what was found, with values
     * @param hint what a person does about it, empty when nothing is to be done
     */
    record Item(String what, State state, String found, String hint) {

        public enum State {
            FOUND,
            /** It works with a loss that the hint names. */
            WEAK,
            MISSING,
            NOT_ALLOWED
        }

        public static Item found(String what, String found) {
            return new Item(what, State.FOUND, found, "");
        }
    }
}
