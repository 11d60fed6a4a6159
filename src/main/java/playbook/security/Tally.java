package playbook.security;

/**
 * The wrong tries of one name, one address, or both.
 *
 * @param failedAt time of the last one, milliseconds since 1970
 * @param cleanAt time at which all are forgiven, milliseconds since 1970
 */
record Tally(long failedAt, long cleanAt) {

    static final Tally NONE = new Tally(0, 0);

    /** @param leak milliseconds after which one wrong try is forgiven */
    long failuresAt(long moment, long leak) {
        return Math.max(0, -Math.floorDiv(moment - cleanAt, leak));
    }
}
