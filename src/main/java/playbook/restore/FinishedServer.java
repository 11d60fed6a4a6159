package playbook.restore;

/**
 * The recovered server at rest, ready to take the patient's place.
 *
 * @param checkedPages pages whose checksum was computed, -1 when the cluster has none
 */
record FinishedServer(String dataDirectory, String systemIdentifier, int timeline, long checkedPages, long bytes) {}
