package bstack.bench.contender;

import bstack.bench.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite with a write-ahead log that is flushed with each commit; one connection, which threads take in turn. */
final class SqliteStore implements KeyValueStore {
    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement get;

    SqliteStore(Path folder) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE IF NOT EXISTS records (k INTEGER PRIMARY KEY, v BLOB NOT NULL)");
        }
        put = connection.prepareStatement(
                "INSERT INTO records VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v");
        remove = connection.prepareStatement("DELETE FROM records WHERE k = ?");
        get = connection.prepareStatement("SELECT v FROM records WHERE k = ?");
    }

    @Override
    public synchronized void put(long key, byte[] value) throws SQLException {
        put.setLong(1, key);
        put.setBytes(2, value);
        put.executeUpdate();
    }

    @Override
    public synchronized void remove(long key) throws SQLException {
        remove.setLong(1, key);
        remove.executeUpdate();
    }

    @Override
    public synchronized void replace(long removed, long key, byte[] value) throws SQLException {
        connection.setAutoCommit(false);
        remove(removed);
        put(key, value);
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public synchronized void putAll(long first, int count, int length) throws SQLException {
        connection.setAutoCommit(false);
        for (long key = first; key < first + count; key++) {
            put(key, Content.of(key, length));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public synchronized byte[] get(long key) throws SQLException {
        get.setLong(1, key);
        try (ResultSet row = get.executeQuery()) {
            return row.next() ? row.getBytes(1) : null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
