package playbook.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import playbook.incident.HintedException;
import playbook.platform.local.ForeignProcesses;

/** The right to work in a home, which one launcher has at a time. */
record Claim(Path file) {

    /** @param home its name in the base folder */
    static <T> T holding(Call call, BaseFolder base, String home, Supplier<T> work) {
        Claim claim = take(call, base, home);
        try {
            return work.get();
        } finally {
            HomeFolder.forget(claim.file);
        }
    }

    private static Claim take(Call call, BaseFolder base, String home) {
        Path file = base.path().resolve("." + home + ".launcher");
        long holder = PidFile.read(file);
        if (isAnother(holder, ProcessHandle.current().pid())) {
            throw new HintedException(
                    "another '" + call.command() + "' (process " + holder + ") is at work in "
                            + base.home(home).path(),
                    "wait for it, or: kill " + holder);
        }
        try {
            Files.createDirectories(base.path());
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            throw new HintedException(
                    "cannot write to " + base.path() + " as " + System.getProperty("user.name"),
                    "set " + BaseFolder.VARIABLE + " to a folder of yours",
                    e);
        }
        return new Claim(file);
    }

    /** Whether it is a launcher that runs; in a container this one may have the number that a killed one had. */
    static boolean isAnother(long holder, long own) {
        return holder > 0 && holder != own && ForeignProcesses.command(holder).contains("playbook");
    }
}
