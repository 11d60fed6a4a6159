package playbook.platform;

import java.util.List;

/**
 * The state of the network block before the database.
 *
 * @param letIn other network policies that still let clients in; they are not changed
 * @param why reason why the block is not up, empty when it is
 */
public record NetworkWall(State state, List<String> letIn, String why) {

    public enum State {
        UP,
        NONE,
        NOT_UP
    }
}
