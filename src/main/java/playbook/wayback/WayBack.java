package playbook.wayback;

import java.util.Optional;
import playbook.incident.Method;

/** A way back from a loss, as it is judged before anybody chooses; which one fits best says the decision table alone. */
public interface WayBack {

    Method method();

    /** Why it can't be done here, and what to do about it; empty when it can. */
    Optional<String> impossible(Situation here);

    /** What it would lose, in words; without figures where nothing was counted. */
    String loses(Situation here);
}
