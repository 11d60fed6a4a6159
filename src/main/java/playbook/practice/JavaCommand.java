package playbook.practice;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How another main class of this product is started: from the same class path, be it folders or the boot jar. */
final class JavaCommand {

    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private JavaCommand() {}

    static List<String> of(Class<?> main, List<String> jvmOptions) {
        return of(main, jvmOptions, System.getProperty("java.class.path", ""), insideBootJar());
    }

    static List<String> of(Class<?> main, List<String> jvmOptions, String classPath, boolean bootJar) {
        String absolute = Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        argv.addAll(jvmOptions);
        Stream<String> rest = bootJar
                ? Stream.of("-cp", absolute, "-Dloader.main=" + main.getName(), LAUNCHER)
                : Stream.of("-cp", absolute, main.getName());
        rest.forEach(argv::add);
        return List.copyOf(argv);
    }

    private static boolean insideBootJar() {
        ClassLoader loader = JavaCommand.class.getClassLoader();
        return loader != null && loader.getClass().getName().startsWith("org.springframework.boot.loader.");
    }
}
