package bstack.bench.contender.sorted;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table of SQLite without row numbers, with a write-ahead log that is flushed with each commit; one connection. */
final class SqliteMap implements SortedStore {
    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement get;

    SqliteMap(Path folder) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE IF NOT EXISTS records (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
        }
        put = connection.prepareStatement(
                "INSERT INTO records VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v");
        remove = connection.prepareStatement("DELETE FROM records WHERE k = ?");
        get = connection.prepareStatement("SELECT v FROM records WHERE k = ?");
    }

    @Override
    public synchronized void putAll(byte[][] keys, byte[][] values) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < keys.length; i++) {
            put.setBytes(1, keys[i]);
            put.setBytes(2, values[i]);
            put.executeUpdate();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public synchronized void removeAll(byte[][] keys) throws SQLException {
        connection.setAutoCommit(false);
        for (byte[] key : keys) {
            remove.setBytes(1, key);
            remove.executeUpdate();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public synchronized byte[] get(byte[] key) throws SQLException {
        get.setBytes(1, key);
        try (ResultSet row = get.executeQuery()) {
            return row.next() ? row.getBytes(1) : null;
        }
    }

    @Override
    public synchronized long scan() throws SQLException {
        Counter counter = new Counter();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT k, v FROM records ORDER BY k")) {
            while (row.next()) {
                counter.see(row.getBytes(1), row.getBytes(2));
            }
        }
        return counter.entries();
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
