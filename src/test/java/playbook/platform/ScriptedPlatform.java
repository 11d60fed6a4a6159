package playbook.platform;

import java.util.List;
import java.util.stream.Stream;
import playbook.incident.Target;

/** Hosts every target, with the hands that a test scripts; whoever asks for another one is told that it is missing. */
public final class ScriptedPlatform implements Platform {

    private final List<Object> hands;

    private ScriptedPlatform(List<Object> hands) {
        this.hands = hands;
    }

    /** @param hands {@link Jobs}, {@link Applications} and others, at most one of a kind */
    public static Platforms of(Object... hands) {
        return new Platforms(List.of(new ScriptedPlatform(List.of(hands))));
    }

    private <T> T hand(Class<T> kind) {
        return hands.stream()
                .flatMap(hand -> kind.isInstance(hand) ? Stream.of(kind.cast(hand)) : Stream.empty())
                .findFirst()
                .orElseThrow(() -> new AssertionError("this test scripts no " + kind.getSimpleName()));
    }

    @Override
    public boolean hosts(Target target) {
        return true;
    }

    @Override
    public Jobs jobs() {
        return hand(Jobs.class);
    }

    @Override
    public Applications applications() {
        return hand(Applications.class);
    }

    @Override
    public FrontPage frontPage() {
        return hand(FrontPage.class);
    }

    @Override
    public Servers servers() {
        return hand(Servers.class);
    }

    @Override
    public NetworkFence networkFence() {
        return hand(NetworkFence.class);
    }

    @Override
    public Snapshots snapshots() {
        return hand(Snapshots.class);
    }

    @Override
    public Inventory inventory() {
        return hand(Inventory.class);
    }
}
