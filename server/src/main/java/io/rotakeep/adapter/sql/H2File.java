package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/**
 * An H2 database in one file. It gets its name when it has all its tables and is on the disk, so a
 * file that opens without them has lost them: H2 may open an older or empty state after a torn
 * write and say nothing.
 */
final class H2File {
  private static final String SUFFIX = ".mv.db";
  private static final String USER = "rotakeep";
  private static final int POOL_SIZE = 10;
  private static final int WAIT_MILLIS = 5_000;

  /** A session keeps as many statements parsed as a refresh has, and more. */
  private static final String IN_USE = ";IFEXISTS=TRUE;QUERY_CACHE_SIZE=64";

  private final Path directory;
  private final String name;

  /**
   * @param name the file's name without H2's own ending
   * @throws StoreRefusedException if the path would be read as settings by H2
   */
  H2File(Path directory, String name) {
    this.directory = directory.toAbsolutePath().normalize();
    this.name = name;
    if (this.directory.toString().contains(";")) {
      throw new StoreRefusedException(
          "the data directory " + directory + " has a ';' in its path; choose a path without one");
    }
  }

  private Path file() {
    return directory.resolve(name + SUFFIX);
  }

  /**
   * Reads the mark without changing a byte of the file; empty if there is no file, or it was never
   * initialized.
   *
   * @throws StoreRefusedException if the file is damaged or in use
   */
  Optional<Mark> probe() {
    if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreRefusedException(
          file() + " is not a regular file; put the database itself there, not a link");
    }
    String readOnly = ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    try (Connection connection = DriverManager.getConnection(url(name) + readOnly, USER, "")) {
      return SqlStoreRepair.readMark(new Sql(connection));
    } catch (SQLException | RuntimeException e) {
      throw refused(e);
    }
  }

  /** Opens the database for use, after making it where there is none. */
  HikariDataSource open() {
    try {
      if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
        create();
      }
      HikariConfig config = new HikariConfig();
      config.setPoolName("rotakeep-h2");
      config.setJdbcUrl(url(name) + IN_USE);
      config.setUsername(USER);
      config.setMaximumPoolSize(POOL_SIZE);
      config.setConnectionTimeout(WAIT_MILLIS);
      return new HikariDataSource(config);
    } catch (IOException | SQLException e) {
      throw new StoreUnavailableException("the database " + file() + " cannot be made: " + e, e);
    } catch (HikariPool.PoolInitializationException e) {
      if (isStillClosing(e)) {
        throw new StoreUnavailableException("the database " + file() + " is still closing", e);
      }
      throw refused(e);
    }
  }

  private void create() throws IOException, SQLException {
    String draft = name + ".new";
    Path draftFile = directory.resolve(draft + SUFFIX);
    Files.deleteIfExists(draftFile);
    Files.createFile(
        draftFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url(draft));
    source.setUser(USER);
    try (Connection _ = source.getConnection()) { // or H2 would close with every migration
      Migrations.apply(Engine.H2, source);
    }
    force(draftFile);
    Files.move(draftFile, file(), StandardCopyOption.ATOMIC_MOVE);
    force(directory);
  }

  private String url(String database) {
    return "jdbc:h2:file:"
        + directory.resolve(database)
        + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
  }

  private static boolean isStillClosing(Throwable e) {
    return e.getCause() instanceof SQLException sql
        && (sql.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
            || sql.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);
  }

  private StoreRefusedException refused(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    if (cause instanceof SQLException sql
        && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
      return new StoreRefusedException(
          "the database " + file() + " is in use by another process; stop that one first");
    }
    return new StoreRefusedException(
        "the database "
            + file()
            + " is damaged ("
            + Database.firstLine(cause)
            + "); nothing was changed: restore the data directory from a backup");
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
