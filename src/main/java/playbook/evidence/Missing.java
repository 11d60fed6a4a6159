package playbook.evidence;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a component that is null although it is not declared nullable, in a record itself or deeper in it. */
final class Missing {

    private Missing() {}

    /**
     * The path of the first missing component, for example {@code Copy.files[2].path}.
     *
     * @param name name of the value itself, with which the path begins
     */
    static Optional<String> in(@Nullable Object value, String name) {
        if (value == null) {
            return Optional.of(name);
        }
        if (value instanceof List<?> list) {
            return IntStream.range(0, list.size())
                    .mapToObj(i -> in(list.get(i), name + "[" + i + "]"))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return value instanceof Record ? inComponents(value, name) : Optional.empty();
    }

    private static Optional<String> inComponents(Object holder, String name) {
        return Stream.of(holder.getClass().getRecordComponents())
                .map(component -> in(holder, component, name + "." + component.getName()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> in(Object holder, RecordComponent component, String name) {
        Object value = value(holder, component);
        boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return value == null && mayBeNull ? Optional.empty() : in(value, name);
    }

    private static @Nullable Object value(Object holder, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
