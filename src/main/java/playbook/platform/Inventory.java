package playbook.platform;

import java.util.List;
import playbook.incident.Target;

/** Checks, without changing anything, whether a target's platform has what a response needs and permits it. */
public interface Inventory {

    /** For a platform without checks of its own, since jobs check everything. */
    Inventory NONE = target -> List.of();

    List<Item> look(Target target);

    /**
     * @param what the requirement
     * @param found what was found, with values
     * @param hint what a person does about it, empty when nothing is to be done
     */
    record Item(String what, State state, String found, String hint) {

        public enum State {
            FOUND,
            /** It works with a limitation that the hint names. */
            WEAK,
            MISSING,
            NOT_ALLOWED
        }

        public static Item found(String what, String found) {
            return new Item(what, State.FOUND, found, "");
        }
    }
}
