package playbook.restore;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A sequence's increment, cache and limits. */
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
     * The value to set so that the sequence's next number comes after {@code used}, and after numbers that sessions may
     * have cached, if its limit allows; empty when no number would be left.
     */
    Optional<BigInteger> after(BigInteger used) {
        BigInteger cached = used.add(increment.multiply(cache));
        return List.of(cached, used).stream().filter(this::goesOn).findFirst();
    }

    /** The number after this one. */
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
