package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import playbook.incident.Lsn;

/** What {@code recorded-wal/record.sh} made, read by the playbook and compared with that major's own pg_waldump. */
final class WalRecording {

    private static final List<String> MANAGERS = List.of(
            "XLOG",
            "Transaction",
            "Storage",
            "CLOG",
            "Database",
            "Tablespace",
            "MultiXact",
            "RelMap",
            "Standby",
            "Heap2",
            "Heap",
            "Btree",
            "Hash",
            "Gin",
            "Gist",
            "Sequence",
            "SPGist",
            "BRIN",
            "CommitTs",
            "ReplicationOrigin",
            "Generic",
            "LogicalMessage");
    private static final Pattern LINE = Pattern.compile("rmgr: (\\w+) +len \\(rec/tot\\): +\\d+/ *(\\d+), tx: +(\\d+),"
            + " lsn: ([0-9A-F]+/[0-9A-F]+), prev [0-9A-F/]+, desc: (.*)");
    private static final Pattern BLOCK = Pattern.compile("blkref #(\\d+): rel (\\d+)/(\\d+)/(\\d+)");

    private final Path segments;
    private final Path recording;
    private final Map<String, Long> numbers = new HashMap<>();

    /** @param unpacked an empty folder for the segments */
    WalRecording(Path recording, Path unpacked) throws IOException {
        this.recording = recording;
        this.segments = unpacked;
        try (Stream<Path> packed = Files.list(recording.resolve("segments"))) {
            for (Path segment : packed.toList()) {
                String name = segment.getFileName().toString().replace(".gz", "");
                try (InputStream in = new GZIPInputStream(Files.newInputStream(segment))) {
                    Files.copy(in, unpacked.resolve(name));
                }
            }
        }
        for (String line : Files.readAllLines(recording.resolve("what.txt"))) {
            int last = line.lastIndexOf(' ');
            numbers.put(line.substring(0, last), Long.parseLong(line.substring(last + 1)));
        }
    }

    long number(String label) {
        assertThat(numbers).as("what.txt").containsKey(label);
        return Objects.requireNonNull(numbers.get(label));
    }

    private WalReader open() throws IOException {
        WalSource source = new WalFolder(segments);
        long first = WalReader.segmentStart(source.segments().get(0), source.segmentBytes());
        return new WalReader(source, WalHistory.of(source, 1), new Lsn(first), new Lsn(Long.MAX_VALUE));
    }

    /** One line a record, as both can write it: manager, length, transaction, position, blocks. */
    List<String> recordsAsRead() throws IOException {
        List<String> lines = new ArrayList<>();
        try (WalReader reader = open()) {
            while (reader.next()) {
                WalRecord record = reader.record();
                assertThat(record.decode()).as("record at %s", record.lsn()).isTrue();
                String block = record.blocks() == 0
                        ? "no block"
                        : record.blocks() + " blocks of " + Integer.toUnsignedString(record.tablespace()) + "/"
                                + Integer.toUnsignedString(record.database()) + "/"
                                + Integer.toUnsignedString(record.relation());
                lines.add(MANAGERS.get(record.manager()) + " " + record.length + " bytes, transaction " + record.xid()
                        + " at " + record.lsn() + ", " + block);
            }
        }
        return lines;
    }

    List<String> recordsOfPgWaldump() throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader text = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(recording.resolve("waldump.gz"))), StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                Matcher found = LINE.matcher(line);
                assertThat(found.find()).as(line).isTrue();
                String block = "no block";
                int blocks = 0;
                for (Matcher one = BLOCK.matcher(found.group(5)); one.find(); blocks++) {
                    block = blocks == 0 ? one.group(2) + "/" + one.group(3) + "/" + one.group(4) : block;
                }
                lines.add(found.group(1) + " " + found.group(2) + " bytes, transaction " + found.group(3) + " at "
                        + Lsn.parse(found.group(4)) + ", " + (blocks == 0 ? block : blocks + " blocks of " + block));
            }
        }
        return lines;
    }

    List<WalTransaction> transactions() throws IOException {
        List<WalTransaction> transactions = new ArrayList<>();
        try (WalReader reader = open()) {
            new WalTransactions(reader, number("database noa_db"), transactions::add).readAll(position -> {});
            assertThat(reader.gaps()).isEmpty();
        }
        return transactions;
    }

    /** Row changes of a step in one of its tables' files, as {@code +inserted ~updated -deleted}. */
    String rows(String step, String file) throws IOException {
        long xid = number(step);
        long number = number("file " + file);
        return transactions().stream()
                .filter(transaction -> transaction.xid() == xid)
                .flatMap(transaction -> transaction.rows().stream())
                .filter(rows -> rows.file().number() == number)
                .map(rows -> "+" + rows.inserted() + " ~" + rows.updated() + " -" + rows.deleted())
                .findFirst()
                .orElse("nothing");
    }

    /** Every step that record.sh made has exactly the effect that it had. */
    void seesEveryStepAsItWas() throws IOException {
        assertThat(recordsAsRead()).isEqualTo(recordsOfPgWaldump()).hasSizeGreaterThan(400);
        assertThat(rows("delete", "users")).isEqualTo("+0 ~0 -70");
        assertThat(rows("rolled-back", "users")).isEqualTo("nothing");
        assertThat(rows("subtransactions", "users")).isEqualTo("+0 ~5 -11");
        assertThat(rows("hot-update", "users")).isEqualTo("+0 ~31 -0");
        assertThat(rows("key-update", "users")).isEqualTo("+0 ~5 -0");
        assertThat(rows("locked", "users")).isEqualTo("nothing");
        assertThat(rows("speculative", "users")).isEqualTo("+1 ~0 -0");
        assertThat(rows("multi-insert", "copied")).isEqualTo("+153 ~0 -0");
        assertThat(rows("toast", "papers")).isEqualTo("+4 ~0 -0");
        assertThat(rows("toast-delete", "papers")).isEqualTo("+0 ~0 -3");
        assertThat(rows("moved", "moves_1")).isEqualTo("+0 ~6 -0");
        assertThat(rows("moved", "moves_2")).isEqualTo("+6 ~0 -0");
        assertThat(rows("prepared", "users")).isEqualTo("+0 ~0 -9");
        assertThat(rows("prepared-rolled-back", "users")).isEqualTo("nothing");
        assertThat(rows("delete-after", "packed-after")).isEqualTo("+0 ~0 -17");
        WalTransaction truncated = transaction("truncate");
        assertThat(truncated.removed()).contains(file("emptied"));
        assertThat(truncated.created()).hasSize(2);
        WalTransaction dropped = transaction("drop");
        assertThat(dropped.removed()).contains(file("gone"));
        assertThat(dropped.locked()).contains(number("oid gone"));
        if (dropped.major() >= 15) {
            assertThat(dropped.forgotten()).contains(number("oid gone"));
        }
    }

    private WalFile file(String table) {
        return new WalFile(1663, number("file " + table));
    }

    private WalTransaction transaction(String step) throws IOException {
        long xid = number(step);
        return transactions().stream()
                .filter(transaction -> transaction.xid() == xid)
                .findFirst()
                .orElseThrow();
    }
}
