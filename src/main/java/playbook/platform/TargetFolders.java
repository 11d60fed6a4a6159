package playbook.platform;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a target on this machine; every path is absolute.
 *
 * @param bin PostgreSQL's tools of the server's major version
 * @param data data directory of the patient
 * @param archive WAL archive; the backups' folder where the repository stores WAL in its own way
 * @param backups holds {@code base/} and {@code logical/}
 * @param work scratch space, with a folder for each incident
 * @param logs folder of the server's logs, null when unknown
 * @param applications folder with a folder for each application
 * @param applicationOrder names in the order in which they are started
 * @param errorMarker a log line of an application which contains it is an error
 * @param frontPage the file that customers see, null when there is none
 * @param maintenancePage the file that takes its place, null when there is none
 * @param startCommand command that starts the server, run as the playbook's user; empty for {@code pg_ctl} as the
 *     server's user
 * @param stopCommand command that stops the server, likewise
 */
public record TargetFolders(
        Path bin,
        Path data,
        Path archive,
        Path backups,
        Path work,
        @Nullable Path logs,
        Path applications,
        List<String> applicationOrder,
        String errorMarker,
        @Nullable Path frontPage,
        @Nullable Path maintenancePage,
        List<String> startCommand,
        List<String> stopCommand) {}
