package playbook.platform.local;

import java.util.Map;

/** Values as a shell reads them back unchanged, whatever they hold. */
final class ShellText {

    private ShellText() {}

    static String quoted(String value) {
        return value.matches("[A-Za-z0-9_./:=,@%+-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    static String exports(Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        environment.forEach((name, value) -> {
            if (!name.matches("[A-Z][A-Z0-9_]*")) {
                throw new IllegalArgumentException(
                        "environment variable '" + name + "'. HINT: upper-case letters, digits and underscores");
            }
            text.append("export ")
                    .append(name)
                    .append('=')
                    .append(quoted(value))
                    .append('\n');
        });
        return text.toString();
    }
}
