package playbook.incident;

import java.time.Instant;

/**
 * Where the WAL stood when the fence was proved: every write of a customer lies before it.
 *
 * @param at the server's clock, UTC
 */
public record FencePosition(Lsn lsn, Instant at) {}
