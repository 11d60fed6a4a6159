package playbook.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A login role before it was shut out.
 *
 * @param readOnly its own default in the target's database, if any
 */
public record Role(
        String name,
        boolean canLogin,
        int connectionLimit,
        @Nullable String readOnly) {}
