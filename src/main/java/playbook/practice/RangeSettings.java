package playbook.practice;

import java.time.Instant;

/**
 * What was chosen when the range was created.
 *
 * @param bin folder of PostgreSQL's programs
 * @param bytes wished size of the database
 * @param rate transactions a second of one replica
 */
record RangeSettings(String bin, int port, long bytes, int replicas, int rate, Instant createdAt) {}
