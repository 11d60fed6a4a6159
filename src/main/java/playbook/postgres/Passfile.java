package playbook.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.Target;

/** Reads libpq's password file: {@code host:port:database:user:password}, {@code *} for any, backslash escapes. */
final class Passfile {

    private Passfile() {}

    static Optional<String> password(Target target, String database) {
        if (!Files.isReadable(target.passfile())) {
            return Optional.empty();
        }
        List<String> wanted = List.of(target.host(), Integer.toString(target.port()), database, target.user());
        try {
            return Files.readAllLines(target.passfile(), StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(Passfile::fields)
                    .filter(fields -> fields.size() == 5 && matches(fields, wanted))
                    .map(fields -> fields.get(4))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + target.passfile(), e);
        }
    }

    private static boolean matches(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
