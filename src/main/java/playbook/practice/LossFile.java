package playbook.practice;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import playbook.evidence.Json;

/** The oracle's files of one loss: what happened, and each row that went, with key and hash as it was just before. */
record LossFile(Path description) {

    /** @param created a row which the loss itself left behind, as its audit entries; otherwise one that it destroyed */
    record Row(String table, long key, long hash, boolean created) {}

    static LossFile next(Path oracle) {
        int number = all(oracle).size() + 1;
        return new LossFile(oracle.resolve("loss-%03d.json".formatted(number)));
    }

    /** The files of all losses in the order in which they happened, also of those that were never committed. */
    static List<LossFile> all(Path oracle) {
        if (!Files.isDirectory(oracle)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(oracle)) {
            return files.filter(file -> file.getFileName().toString().matches("loss-\\d+\\.json"))
                    .sorted()
                    .map(LossFile::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + oracle, e);
        }
    }

    Loss loss() {
        return Json.read(Home.read(description), Loss.class);
    }

    void write(Loss loss) {
        Home.write(description, Json.write(loss));
    }

    void write(List<Row> rows) {
        try (FileChannel channel = FileChannel.open(
                        rowsFile(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16))) {
            out.writeInt(rows.size());
            for (Row row : rows) {
                out.writeByte(Seed.TABLES.indexOf(row.table()));
                out.writeBoolean(row.created());
                out.writeLong(row.key());
                out.writeLong(row.hash());
            }
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + rowsFile(), e);
        }
    }

    List<Row> rows() {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(rowsFile()), 1 << 16))) {
            int count = in.readInt();
            List<Row> rows = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String table = Seed.TABLES.get(in.readByte());
                boolean created = in.readBoolean();
                rows.add(new Row(table, in.readLong(), in.readLong(), created));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + rowsFile(), e);
        }
    }

    private Path rowsFile() {
        return description.resolveSibling(description.getFileName().toString().replace(".json", ".rows"));
    }
}
