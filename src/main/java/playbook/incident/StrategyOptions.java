package playbook.incident;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways back as judged for an incident; the decision table ranks them. */
public record StrategyOptions(List<Option> options) {

    /** The basis of every estimate for which there is no measurement on this database. */
    public static final String NOT_MEASURED = "not measured on this database";

    /** In the reason of a way that is not open yet and opens without anybody's doing, when what it needs is found. */
    public static final String OPENS_BY_ITSELF = "this way opens here by itself";

    /** The option for this {@link Method}'s word; empty when it was not judged, as in former versions' records. */
    public Optional<Option> of(String method) {
        return options.stream().filter(option -> option.method().equals(method)).findFirst();
    }

    /** Whether the way is in the list with another availability. */
    public boolean changedBy(String method, boolean available) {
        return options.stream().anyMatch(option -> option.method().equals(method) && option.available() != available);
    }

    /** The same options, with one way made available or unavailable. */
    public StrategyOptions with(String method, boolean available, String reasonIfNot) {
        return new StrategyOptions(options.stream()
                .map(option -> option.method().equals(method)
                        ? new Option(
                                option.method(),
                                option.title(),
                                option.bestFor(),
                                available,
                                reasonIfNot,
                                option.estimatedSeconds(),
                                option.basis(),
                                option.loses(),
                                option.beyond())
                        : option)
                .toList());
    }

    /**
     * One way.
     *
     * @param method the word of a {@link Method}
     * @param bestFor the original playbook's words on when this way fits
     * @param reasonIfNot why it is not offered, empty when it is available
     * @param estimatedSeconds from a measurement; null where there is none
     * @param basis where the estimate comes from, for example {@code measured on 2026-11-22: 85 MB/s}
     * @param loses what this way loses, in plain words
     * @param beyond sentences for what is beyond the target's {@link Objectives}; empty when nothing is
     */
    public record Option(
            String method,
            String title,
            String bestFor,
            boolean available,
            String reasonIfNot,
            @Nullable Long estimatedSeconds,
            String basis,
            String loses,
            List<String> beyond) {

        public Option {
            // Records of former versions have none.
            beyond = Objects.requireNonNullElse(beyond, List.of());
        }

        /** A way of a target for which nothing was agreed. */
        public Option(
                String method,
                String title,
                String bestFor,
                boolean available,
                String reasonIfNot,
                @Nullable Long estimatedSeconds,
                String basis,
                String loses) {
            this(method, title, bestFor, available, reasonIfNot, estimatedSeconds, basis, loses, List.of());
        }
    }
}
