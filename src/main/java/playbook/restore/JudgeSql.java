package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that decide what becomes of one table's staged rows, as {@code judge.sql} has them. */
final class JudgeSql {

    private final TableShape shape;
    private final MergeStatements statements;

    JudgeSql(TableShape shape, MergeStatements statements) {
        this.shape = shape;
        this.statements = statements;
    }

    /** What each row is by itself; in this order. */
    List<String> alone() {
        return those("begin", "analyze", "added", "absent", "present", "changed", "left out")
                .toList();
    }

    /** What stands in their way, after all tables' rows were judged alone. */
    List<String> inTheWay() {
        Stream<String> taken = IntStream.rangeClosed(1, shape.unique().size())
                .mapToObj(index -> statements.of(shape, index, "unique taken"));
        return Stream.of(
                        those("no key", "another object", "owner gone", "key exists"),
                        taken,
                        those("key changed later"))
                .flatMap(statements -> statements)
                .toList();
    }

    /** Rows to come back whose parent neither lives nor comes back; to be repeated until it finds no more. */
    String parentGone(ForeignKey reference) {
        return statements.of(shape, reference, "parent gone");
    }

    /**
     * Added rows to which others refer that stay, and values that go although others refer to them; to be repeated until it
     * finds no more.
     */
    String stillReferenced(ForeignKey reference) {
        return statements.of(shape, reference, "still referenced");
    }

    String counts() {
        return named("counts");
    }

    /** The first hundred keys of rows with this fate: takes the act and the reason. */
    String keys() {
        return named("keys");
    }

    /** Named keys that no staged row has. */
    String unknown() {
        return named("unknown");
    }

    /** The first three keys, to show how they are written. */
    String someKeys() {
        return named("some keys");
    }

    /** The database itself refused these rows: takes the reason and an array of their numbers. */
    String refused() {
        return named("refused");
    }

    List<String> all() {
        List<String> all = new ArrayList<>(alone());
        all.addAll(inTheWay());
        return all;
    }

    private String named(String name) {
        return statements.of(shape, name);
    }

    /** Those of these that the table needs. */
    private Stream<String> those(String... names) {
        return Stream.of(names).flatMap(name -> statements.find(shape, name).stream());
    }
}
