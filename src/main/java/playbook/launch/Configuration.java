package playbook.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import playbook.incident.HintedException;
import playbook.platform.local.ServerUser;

/** The application's configuration that a verb works with. */
final class Configuration {

    private Configuration() {}

    /** @return how Spring is told of the file */
    static String setting(Path file, String hint) {
        if (!Files.isRegularFile(file)) {
            throw new HintedException("no configuration at " + file, hint);
        }
        if (!BaseFolder.may("-r", file)) {
            String user = ServerUser.differs() ? ServerUser.NAME : System.getProperty("user.name");
            throw new HintedException(
                    "the configuration " + file + " cannot be read as " + user, "let that user read it");
        }
        return "--spring.config.additional-location=file:" + file;
    }
}
