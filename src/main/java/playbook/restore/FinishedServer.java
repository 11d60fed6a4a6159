package playbook.restore;

/**
 * The recovered server, stopped and ready to take the patient's place.
 *
 * @param checkedPages number of pages whose checksum was verified, -1 when the cluster has none
 */
record FinishedServer(String dataDirectory, String systemIdentifier, int timeline, long checkedPages, long bytes) {}
