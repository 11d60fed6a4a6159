package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what the API server was asked with what {@link Rights} lists. */
public final class RightsUsed {

    private static final Map<Rights.Place, String> NAMESPACES = Map.of(
            Rights.Place.DATABASE, "database",
            Rights.Place.APPLICATIONS, "production",
            Rights.Place.FRONT, "production");

    private RightsUsed() {}

    /** @param calls as {@link StandInApi.Call#right} writes them */
    public static void areAllGranted(Set<String> calls) {
        assertThat(calls).isSubsetOf(granted());
    }

    static Set<String> granted() {
        Set<String> granted = new TreeSet<>();
        Rights.ALL.forEach(right -> right.verbs()
                .forEach(verb -> granted.add(
                        NAMESPACES.get(right.place()) + " " + right.apiGroup() + " " + right.resource() + " " + verb)));
        return granted;
    }
}
