package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways back, best first. */
public record StrategyOptions(List<Option> options) {

    /** The basis of every estimate that rests on no measurement of this database, whichever way back it is for. */
    public static final String NOT_MEASURED = "not measured on this database";

    /** Whether the option of this way is there and would change. */
    public boolean changedBy(String method, boolean available) {
        return options.stream().anyMatch(option -> option.method().equals(method) && option.available() != available);
    }

    /** The same options, with one way opened or closed. */
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
                                option.rank())
                        : option)
                .toList());
    }

    /**
     * One way.
     *
     * @param method {@code row-recovery}, {@code point-in-time-recovery}, {@code full-restore} or {@code table-restore}
     * @param bestFor the original playbook's line
     * @param reasonIfNot why it is not offered, empty when it is available
     * @param estimatedSeconds null when nothing can be said
     * @param basis where the estimate comes from, for example {@code measured on 2026-11-22: 85 MB/s}
     * @param loses in plain words
     * @param rank 1 is the first choice
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
            int rank) {}
}
