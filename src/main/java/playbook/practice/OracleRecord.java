package playbook.practice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/**
 * All that the oracle knows beside the seed: what the application committed, and what was destroyed.
 *
 * @param transactions in no order over replicas
 * @param losses confirmed ones, oldest first
 */
record OracleRecord(List<Transaction> transactions, List<Destruction> losses) {

    /** @param acknowledgedAt null when nobody knows whether it was committed */
    record Transaction(
            String id, Instant intendedAt, @Nullable Instant acknowledgedAt, List<OracleLine.Write> writes) {

        boolean acknowledgedBefore(Instant time) {
            return acknowledgedAt != null && acknowledgedAt.isBefore(time);
        }
    }

    record Destruction(Loss loss, Instant committedAt, List<LossFile.Row> rows) {}

    static OracleRecord read(Path oracle) {
        Map<String, Transaction> transactions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(oracle)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("writes-"))
                    .sorted()
                    .toList()) {
                read(file, transactions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + oracle, e);
        }
        List<Destruction> losses = new ArrayList<>();
        for (LossFile file : LossFile.all(oracle)) {
            Loss loss = file.loss();
            Instant committedAt = loss.committedAt();
            if (committedAt != null) {
                losses.add(new Destruction(loss, committedAt, file.rows()));
            }
        }
        return new OracleRecord(List.copyOf(transactions.values()), List.copyOf(losses));
    }

    private static void read(Path file, Map<String, Transaction> transactions) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String text = reader.readLine();
            while (text != null) {
                String following = reader.readLine();
                if (text.endsWith("}")) {
                    add(Json.read(text, OracleLine.class), transactions);
                } else if (following != null) {
                    // The last line may be incomplete, since its COMMIT was never sent; no other line may.
                    throw new HintedException(
                            "a line in the middle of " + file + " is broken: " + text,
                            "the oracle's log was changed or its disk was full; this range cannot judge any more.");
                }
                text = following;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void add(OracleLine line, Map<String, Transaction> transactions) {
        if (line.kind().equals(OracleLine.INTENT)) {
            transactions.put(line.id(), new Transaction(line.id(), line.at(), null, line.writes()));
            return;
        }
        transactions.computeIfPresent(
                line.id(), (id, intent) -> new Transaction(id, intent.intendedAt(), line.at(), intent.writes()));
    }

    @Nullable
    Destruction latestLoss() {
        return losses.isEmpty() ? null : losses.get(losses.size() - 1);
    }

    /** The history of each row that the application or a loss touched, by table and key. */
    Map<String, SortedMap<Long, RowHistory>> histories() {
        Map<String, SortedMap<Long, RowHistory>> histories = new HashMap<>();
        Seed.TABLES.forEach(table -> histories.put(table, new TreeMap<>()));
        for (Destruction loss : losses) {
            for (LossFile.Row row : loss.rows()) {
                history(histories, row.table(), row.key()).lost(row, loss);
            }
        }
        for (Transaction transaction : transactions) {
            for (OracleLine.Write write : transaction.writes()) {
                history(histories, write.table(), write.key()).written(write, transaction);
            }
        }
        return histories;
    }

    private static RowHistory history(Map<String, SortedMap<Long, RowHistory>> histories, String table, long key) {
        return histories.computeIfAbsent(table, name -> new TreeMap<>()).computeIfAbsent(key, k -> new RowHistory());
    }

    Collection<Instant> acknowledgements() {
        return transactions.stream()
                .map(Transaction::acknowledgedAt)
                .flatMap(Stream::ofNullable)
                .sorted()
                .toList();
    }
}
