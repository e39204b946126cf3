package io.rotakeep.adapter.sql;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/** H2's files on a disk that takes nothing while it is told so: {@code jdbc:h2:failing:/path}. */
public final class FailingFile extends FilePathWrapper {
  private static volatile boolean failing;
  private static volatile @Nullable Channel last;
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  /** As an interrupt of a thread that reads closes it, and H2 does not know. */
  static void closeLast() throws IOException {
    requireNonNull(last).close();
  }

  /** Forces end once it is open. */
  static void forceAfter(CountDownLatch opened) {
    gate = opened;
  }

  static void fail(boolean on) {
    failing = on;
  }

  /** Connections to a database on this disk. */
  static HikariDataSource pool(Path directory) {
    FilePath.register(new FailingFile());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:h2:failing:"
            + directory.resolve("rows")
            + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    config.setUsername("rotakeep");
    config.setConnectionTimeout(5_000);
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StoreUnavailableException("not yet", e);
    }
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    Channel opened = new Channel(super.open(mode));
    last = opened;
    return opened;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Channel extends FileBase {
    private final FileChannel beneath;

    private Channel(FileChannel beneath) {
      this.beneath = beneath;
    }

    private static void check() throws IOException {
      if (failing) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      check();
      return beneath.write(source);
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      check();
      return beneath.write(source, position);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return beneath.read(target);
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return beneath.read(target, position);
    }

    @Override
    public long position() throws IOException {
      return beneath.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      beneath.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return beneath.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      beneath.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      check();
      awaitQuietly(gate);
      beneath.force(metaData);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return beneath.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      beneath.close();
    }
  }
}
