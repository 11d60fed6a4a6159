package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** An object that routes customers to the front page, and can be switched to the maintenance page. */
interface Switchable<T extends HasMetadata> {

    /** In sentences, for example {@code Service front/shop}. */
    String name();

    T read();

    /** Where it leads, in words. */
    String words(T object);

    boolean switched(T object);

    /** @throws playbook.incident.HintedException when the maintenance page would not answer after a switch */
    void mustBeServed();

    /** Changes the object that was read; the caller writes it. */
    void switchOver(T object);

    /**
     * Changes the object that was read; the caller writes it.
     *
     * @param kept the state before the switch
     * @return whether the kept state is no longer needed
     */
    boolean giveBack(T object, Optional<T> kept);

    /** Why customers do not get the maintenance page, empty when they do. */
    Optional<String> notShown();

    /** Why customers do not get the front page again, empty when they do. */
    Optional<String> notGivenBack();

    /** What looks wrong with it outside an incident; empty when nothing does. */
    default Optional<String> unwell() {
        return notGivenBack();
    }

    /** Name of the Deployment or Service that serves the maintenance page. */
    String maintenance();

    /** Hint for a switch that does not take effect. */
    String hint();
}
