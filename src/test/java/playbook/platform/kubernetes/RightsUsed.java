package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import playbook.platform.kubernetes.front.SwitchedFrontTest;
import playbook.platform.kubernetes.inventory.ApiRights;

/** Compares what the API server was asked with what {@link ApiRights} lists. */
public final class RightsUsed {

    private static final Map<ApiRights.Place, String> NAMESPACES = Map.of(
            ApiRights.Place.DATABASE, "database",
            ApiRights.Place.APPLICATIONS, "production",
            ApiRights.Place.FRONT, "front");

    /** ApiRights that no drill uses, written as a call, and the test that uses each and says so by {@link #areUsedHere}. */
    static final Map<String, Class<?>> ELSEWHERE = Map.of(
            "front  services get", SwitchedFrontTest.class,
            "front  services update", SwitchedFrontTest.class,
            "front networking.k8s.io ingresses get", SwitchedFrontTest.class,
            "front networking.k8s.io ingresses update", SwitchedFrontTest.class,
            "front discovery.k8s.io endpointslices list", SwitchedFrontTest.class);

    private RightsUsed() {}

    /** @param calls as {@link StandInApi.Call#right} writes them */
    public static void areAllGranted(Set<String> calls) {
        assertThat(calls).isSubsetOf(granted());
    }

    /** @param calls of all drills together */
    public static void areAllUsed(Set<String> calls) {
        Set<String> never = granted();
        never.removeAll(calls);
        assertThat(never)
                .as("rights that no drill used: take them away, or name the test that uses them")
                .isEqualTo(new TreeSet<>(ELSEWHERE.keySet()));
    }

    /** What the table promises of this test. */
    public static void areUsedHere(Class<?> test, Set<String> calls) {
        assertThat(calls)
                .containsAll(ELSEWHERE.entrySet().stream()
                        .filter(each -> each.getValue().equals(test))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    static Set<String> granted() {
        Set<String> granted = new TreeSet<>();
        ApiRights.ALL.forEach(right -> right.verbs()
                .forEach(verb -> granted.add(
                        NAMESPACES.get(right.place()) + " " + right.apiGroup() + " " + right.resource() + " " + verb)));
        return granted;
    }
}
