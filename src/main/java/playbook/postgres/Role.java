package playbook.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The former state of a login role that the fence shuts out.
 *
 * @param readOnly its own read-only default in the target's database, if any
 */
public record Role(
        String name,
        boolean canLogin,
        int connectionLimit,
        @Nullable String readOnly) {}
