package bstack.bench.contender.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table as a queue: the element with the lowest number is the first. One connection, which threads take in turn. */
final class TableQueue implements QueueStore {
    private final Connection connection;
    private final PreparedStatement add;
    private final PreparedStatement first;
    private final PreparedStatement remove;

    private TableQueue(Connection connection, String key) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE elements (k " + key + ", v BLOB NOT NULL)");
        }
        add = connection.prepareStatement("INSERT INTO elements (v) VALUES (?)");
        first = connection.prepareStatement("SELECT k, v FROM elements ORDER BY k LIMIT 1");
        remove = connection.prepareStatement("DELETE FROM elements WHERE k = ?");
    }

    static TableQueue sqlite(Path folder) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
        }
        return new TableQueue(connection, "INTEGER PRIMARY KEY AUTOINCREMENT");
    }

    /** With each commit written at once; H2 leaves it to the system when that becomes durable. */
    static TableQueue h2(Path folder) throws SQLException {
        return new TableQueue(
                DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("queue") + ";WRITE_DELAY=0"),
                "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
    }

    @Override
    public synchronized void add(byte[] element) throws SQLException {
        add.setBytes(1, element);
        add.executeUpdate();
    }

    @Override
    public synchronized byte[] poll() throws SQLException {
        long key;
        byte[] value;
        try (ResultSet row = first.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            key = row.getLong(1);
            value = row.getBytes(2);
        }
        remove.setLong(1, key);
        remove.executeUpdate();
        return value;
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
