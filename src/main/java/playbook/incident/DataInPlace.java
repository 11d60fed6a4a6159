package playbook.incident;

/**
 * Which server's data is in the patient's data directory now.
 *
 * @param direction {@code forward}: the recovered server's data; {@code back}: the former data
 * @param aside folder to which the data was moved that was in place before; the playbook never deletes it
 * @param timeline of the data that is in place
 * @param state cluster state in its control file, {@code shut down} after an exchange
 */
public record DataInPlace(
        String direction, String dataDirectory, String aside, String systemIdentifier, int timeline, String state)
        implements RecoveryOutcome {

    @Override
    public boolean recovered() {
        return direction.equals("forward");
    }
}
