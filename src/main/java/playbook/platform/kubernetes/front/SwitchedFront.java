package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import playbook.incident.Sha256;
import playbook.platform.FrontPage.Page;
import playbook.platform.Inventory.Item;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Until;

/**
 * A Service or an Ingress that is switched to the maintenance page, and back. Its former state is kept on it by the
 * same write that changes it; a switch counts only when customers see it.
 */
final class SwitchedFront<T extends HasMetadata> implements Front {

    private final Cluster cluster;
    private final Switchable<T> front;
    private final Class<T> type;

    SwitchedFront(Cluster cluster, Switchable<T> front, Class<T> type) {
        this.cluster = cluster;
        this.front = front;
        this.type = type;
    }

    @Override
    public Page look() {
        T object = front.read();
        if (!front.switched(object)) {
            return page(false, front.words(object));
        }
        Optional<String> trouble = front.notShown();
        return page(
                trouble.isEmpty(),
                front.words(object) + trouble.map(each -> "; " + each).orElse(""));
    }

    private static Page page(boolean maintenance, String words) {
        return new Page(Sha256.of(words), maintenance, words);
    }

    @Override
    public void show() {
        if (!front.switched(front.read())) {
            front.mustBeServed();
            Edit.of(cluster, "switch " + front.name(), front::read, object -> {
                if (!front.switched(object)) {
                    KeptFront.keep(object);
                    front.switchOver(object);
                }
            });
        }
        Until.noTrouble(front::notShown, front.hint());
    }

    @Override
    public void hide() {
        Edit.of(cluster, "give back " + front.name(), front::read, object -> {
            if (front.giveBack(object, KeptFront.kept(object, type))) {
                KeptFront.forget(object);
            }
        });
        Until.noTrouble(front::notGivenBack, front.hint());
    }

    @Override
    public List<Item> check() {
        T object = front.read();
        String words = front.words(object);
        if (front.switched(object)) {
            return List.of(weak(words + ": the maintenance page", "has an incident ended without giving it back?"));
        }
        front.mustBeServed();
        return List.of(front.unwell()
                .map(trouble -> weak(words + "; " + trouble, "is the front well?"))
                .orElseGet(() -> Item.found("front page", words + ", and " + front.maintenance() + " answers")));
    }

    private static Item weak(String found, String hint) {
        return new Item("front page", Item.State.WEAK, found, hint);
    }
}
