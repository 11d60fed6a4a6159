package playbook.platform;

import java.util.List;

/**
 * @param letIn rules of others that let somebody in all the same; they are not touched
 * @param why it is not up, empty when it is
 */
public record NetworkWall(State state, List<String> letIn, String why) {

    public enum State {
        UP,
        NONE,
        NOT_UP
    }
}
