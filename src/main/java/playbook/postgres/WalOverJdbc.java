package playbook.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads segments of {@code pg_wal} through a connection as superuser. Closing this does not close the connection. */
public final class WalOverJdbc implements WalSource {

    private static final String READ =
            "SELECT pg_catalog.pg_read_binary_file('pg_wal/' OPERATOR(pg_catalog.||) ?, ?, ?, true)";
    private static final String SIZE =
            "SELECT size FROM pg_catalog.pg_stat_file('pg_wal/' OPERATOR(pg_catalog.||) ?, true)";
    private static final String SEGMENT_BYTES =
            "SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))";
    private static final String SEGMENTS = """
            SELECT name FROM pg_catalog.pg_ls_waldir()
             WHERE name OPERATOR(pg_catalog.~) '^[0-9A-F]{24}$' ORDER BY name""";

    private final Connection connection;
    private int segmentBytes;

    public WalOverJdbc(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String place() {
        return "pg_wal, read by the server";
    }

    @Override
    public int segmentBytes() throws IOException {
        if (segmentBytes == 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SEGMENT_BYTES)) {
                row.next();
                segmentBytes = row.getInt(1);
            } catch (SQLException e) {
                throw new IOException("cannot ask the server for wal_segment_size: " + e.getMessage(), e);
            }
        }
        return segmentBytes;
    }

    @Override
    public int chunkBytes() {
        return 1 << 18;
    }

    @Override
    public int read(String segment, int offset, byte[] into, int length) throws IOException {
        byte[] bytes = readFile(segment, offset, length);
        if (bytes == null) {
            return -1;
        }
        System.arraycopy(bytes, 0, into, 0, bytes.length);
        return bytes.length;
    }

    private byte @org.jspecify.annotations.Nullable [] readFile(String name, int offset, int length)
            throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, name);
            statement.setLong(2, offset);
            statement.setLong(3, length);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        } catch (SQLException e) {
            throw new IOException("cannot read pg_wal/" + name + " through the server: " + e.getMessage(), e);
        }
    }

    @Override
    public long size(String segment) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(SIZE)) {
            statement.setString(1, segment);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long size = row.getLong(1);
                return row.wasNull() ? -1 : size;
            }
        } catch (SQLException e) {
            throw new IOException("cannot ask the server for pg_wal/" + segment + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> segments() throws IOException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SEGMENTS)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IOException("cannot list pg_wal through the server: " + e.getMessage(), e);
        }
        return names;
    }

    @Override
    public Optional<String> history(int timeline) throws IOException {
        byte[] bytes = readFile(WalHistory.fileName(timeline), 0, 1 << 20);
        return bytes == null
                ? Optional.empty()
                : Optional.of(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
}
