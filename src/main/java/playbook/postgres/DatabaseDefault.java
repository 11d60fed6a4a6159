package playbook.postgres;

import org.jspecify.annotations.Nullable;

/** The database's read-only default before the fence, null when it had none. */
public record DatabaseDefault(String database, @Nullable String readOnly) {}
