package playbook.incident;

/**
 * Whose data lies in the patient's data directory now.
 *
 * @param direction {@code forward}: the recovered server's; {@code back}: what was there before
 * @param aside where the data that was in place before was moved; nothing deletes it
 * @param timeline of the data that is in place
 * @param state of its control file, {@code shut down} after an exchange
 */
public record DataInPlace(
        String direction, String dataDirectory, String aside, String systemIdentifier, int timeline, String state) {

    public boolean recovered() {
        return direction.equals("forward");
    }
}
