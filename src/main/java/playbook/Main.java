package playbook;

import playbook.launch.Launcher;

/** What {@code java -jar playbook.jar} starts: a verb of the launcher, or without one the application. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        if (isVerb(arguments)) {
            Launcher.main(arguments);
        } else {
            PlaybookApplication.main(arguments);
        }
    }

    /** The application's arguments are all settings, {@code --name=value}. */
    static boolean isVerb(String... arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("--") || arguments[0].equals("--help"));
    }
}
