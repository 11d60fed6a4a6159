package playbook.wayback;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.evidence.Findings;
import playbook.incident.Method;

/** All ways back, in the order of {@link Method}. */
@Component
public class WaysBack {

    private final Map<Method, WayBack> ways = new EnumMap<>(Method.class);

    /** @throws IllegalStateException when a method has no way, or more than one */
    public WaysBack(List<WayBack> ways) {
        for (WayBack way : ways) {
            if (this.ways.put(way.method(), way) != null) {
                throw new IllegalStateException("two ways for " + way.method());
            }
        }
        if (this.ways.size() != Method.values().length) {
            throw new IllegalStateException(
                    "no way for some of " + List.of(Method.values()) + ": " + this.ways.keySet());
        }
    }

    public Stream<WayBack> all() {
        return ways.values().stream();
    }

    public Stream<BuiltWay> built() {
        return all().filter(BuiltWay.class::isInstance).map(BuiltWay.class::cast);
    }

    /** The way, if the playbook can carry it out itself; otherwise empty. */
    public Optional<BuiltWay> built(Method method) {
        return built().filter(way -> way.method() == method).findFirst();
    }

    /** The latest recovery; empty when there was none, or when it was undone. */
    public Optional<CameBack> cameBack(Findings findings) {
        return built().flatMap(way -> way.cameBack(findings).stream()).max(Comparator.comparingLong(CameBack::newest));
    }

    /** The counts of a response, with or without a recovery. */
    public List<CameBack.Figure> figures(Findings findings) {
        return cameBack(findings).map(CameBack::figures).orElseGet(() -> RowsCameBack.figures(findings));
    }
}
