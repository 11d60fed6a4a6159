package playbook.practice;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import playbook.incident.HintedException;

/** How the practice range's programs speak to the person who started them: lines, errors with hints, exit statuses. */
public final class Terminal {

    private Terminal() {}

    /** What a program does; its result is the exit status. */
    interface Command {
        int run() throws SQLException, IOException;
    }

    /** Writes UTF-8 whatever the locale says: a terminal of these days understands it, and "?" in a number is worse. */
    public static void speakUtf8() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    }

    static void say(String text) {
        System.out.println(text);
    }

    /** Runs the command; 2 when what was typed makes no sense, 1 when it failed, with the reason on standard error. */
    static int exit(Command command) {
        try {
            return command.run();
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (HintedException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (SQLException e) {
            System.err.println("the database refused: " + e.getMessage()
                    + "\nHINT: `practice status` shows whether it runs; its log is in the range's folder log/.");
            return 1;
        } catch (IOException | UncheckedIOException e) {
            System.err.println(e.getMessage() + ": " + (e.getCause() == null ? "" : e.getCause())
                    + "\nHINT: is the disk full, and is the folder yours?");
            return 1;
        }
    }
}
