package playbook.process.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param by who answered it; null when it is open, or ended without an answer
 * @param at when it ended; null while it is open
 */
record TaskFate(
        String incident,
        String form,
        String name,
        @Nullable String assignee,
        @Nullable String by,
        @Nullable Instant at) {}
