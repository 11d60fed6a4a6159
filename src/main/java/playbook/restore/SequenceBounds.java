package playbook.restore;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a sequence counts, and how far. */
record SequenceBounds(BigInteger increment, BigInteger cache, BigInteger least, BigInteger greatest, boolean cycles) {

    static SequenceBounds of(List<String> column) {
        return new SequenceBounds(
                new BigInteger(column.get(1)),
                new BigInteger(column.get(2)),
                new BigInteger(column.get(3)),
                new BigInteger(column.get(4)),
                column.get(5).equals("t"));
    }

    boolean up() {
        return increment.signum() > 0;
    }

    boolean isBeyond(BigInteger value, BigInteger other) {
        return up() ? value.compareTo(other) > 0 : value.compareTo(other) < 0;
    }

    Optional<BigInteger> farthest(List<BigInteger> values) {
        return up()
                ? values.stream().max(Comparator.naturalOrder())
                : values.stream().min(Comparator.naturalOrder());
    }

    /**
     * Where it stands so that its next number is behind this one: further by what sessions may have cached, if there is
     * room; empty when it would have no number left.
     */
    Optional<BigInteger> after(BigInteger used) {
        BigInteger cached = used.add(increment.multiply(cache));
        return List.of(cached, used).stream().filter(this::goesOn).findFirst();
    }

    /** What it gives next, when it has given this one. */
    BigInteger next(BigInteger given) {
        BigInteger next = given.add(increment);
        return !cycles || isWithin(next) ? next : up() ? least : greatest;
    }

    boolean goesOn(BigInteger value) {
        return isWithin(value) && (cycles || isWithin(value.add(increment)));
    }

    private boolean isWithin(BigInteger value) {
        return value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0;
    }
}
