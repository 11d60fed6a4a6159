package playbook.incident;

import java.time.Instant;

/**
 * WAL position when the fence was proved: all customers' writes are before it.
 *
 * @param at the server's clock, UTC
 */
public record FencePosition(Lsn lsn, Instant at) {}
