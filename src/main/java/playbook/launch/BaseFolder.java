package playbook.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import playbook.incident.HintedException;
import playbook.platform.local.ServerUser;

/** The folder below which everything lies that the launcher makes. */
record BaseFolder(Path path) {

    static final String VARIABLE = "PLAYBOOK_HOME";

    /** For root, when the servers' user cannot reach the usual place. */
    private static final Path OF_THE_MACHINE = Path.of("/var/lib/playbook");

    /** Chooses it and makes nothing. */
    static BaseFolder of(Call call, boolean silent) {
        Path wished = call.variable(VARIABLE)
                .map(call::path)
                .or(() -> call.repository().map(clone -> clone.resolve("run")))
                .orElseGet(() -> ofTheUser(call));
        if (!ServerUser.differs() || serversCanEnter(existing(wished))) {
            return new BaseFolder(wished);
        }
        if (call.variable(VARIABLE).isPresent()) {
            throw new HintedException(
                    "user " + ServerUser.NAME + ", which the servers run as, cannot enter " + VARIABLE + " '" + wished
                            + "'",
                    "choose a folder below one that everybody may enter, for example " + VARIABLE
                            + "=/var/tmp/playbook");
        }
        if (!silent) {
            call.say("User " + ServerUser.NAME + " cannot enter " + existing(wished) + ", so everything is kept in "
                    + OF_THE_MACHINE + " (" + VARIABLE + " names another folder).");
        }
        return new BaseFolder(OF_THE_MACHINE);
    }

    /** As the XDG base directory specification has it. */
    private static Path ofTheUser(Call call) {
        return call.variable("XDG_DATA_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("playbook");
    }

    /** The folder itself, or the nearest one above it. */
    static Path existing(Path folder) {
        Path parent = folder.getParent();
        return parent == null || Files.exists(folder) ? folder : existing(parent);
    }

    private static boolean serversCanEnter(Path folder) {
        return may("-x", folder);
    }

    /** @param right as test(1) has it: {@code -r}, {@code -x} */
    static boolean may(String right, Path path) {
        try {
            ServerUser.run(List.of("test", right, path.toString()), "");
            return true;
        } catch (HintedException no) {
            return false;
        }
    }

    /** @param name {@code up}, {@code drill}, or a verb's own */
    HomeFolder home(String name) {
        return new HomeFolder(path.resolve(name));
    }
}
