package playbook.wayback;

import java.util.Optional;
import playbook.incident.Method;

/** A way back from a loss, judged before a person chooses; only the decision table ranks the ways. */
public interface WayBack {

    Method method();

    /** Why it is impossible in this situation, and what to do about it; empty when it is possible. */
    Optional<String> impossible(Situation here);

    /** What it would lose, in words; without figures where nothing was counted. */
    String loses(Situation here);
}
