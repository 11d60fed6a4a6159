package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that decide what happens to one table's staged rows, from {@code judge.sql}. */
final class JudgeSql {

    private final TableShape shape;
    private final MergeStatements statements;

    JudgeSql(TableShape shape, MergeStatements statements) {
        this.shape = shape;
        this.statements = statements;
    }

    /** Statements that judge each row by itself, in their order. */
    List<String> alone() {
        return those("begin", "analyze", "added", "absent", "present", "changed", "left out")
                .toList();
    }

    /** Statements that find conflicts, after the rows of all tables were judged by themselves. */
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

    /** Finds rows to insert whose parent neither exists nor is inserted; repeat it until it finds no more. */
    String parentGone(ForeignKey reference) {
        return statements.of(shape, reference, "parent gone");
    }

    /**
     * Finds rows to delete, and values to replace, that rows which stay still refer to; repeat it until it finds no
     * more.
     */
    String stillReferenced(ForeignKey reference) {
        return statements.of(shape, reference, "still referenced");
    }

    String counts() {
        return named("counts");
    }

    /** The first hundred keys of rows with a given act and reason; these are its parameters. */
    String keys() {
        return named("keys");
    }

    /** Keys that a person named and no staged row has. */
    String unknown() {
        return named("unknown");
    }

    /** The first three keys, to show how they are written. */
    String someKeys() {
        return named("some keys");
    }

    /** Marks rows that the database itself refused; its parameters are the reason and an array of row numbers. */
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

    /** The statements of these names that the table needs. */
    private Stream<String> those(String... names) {
        return Stream.of(names).flatMap(name -> statements.find(shape, name).stream());
    }
}
