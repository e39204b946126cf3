package io.rotakeep.adapter.sql;

import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database file: made whole or not at all, and never taken as fresh when it is not. */
class H2FileTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final String NAME = "rotakeep.mv.db";

  @TempDir Path directory;

  @Test
  void changesNothingUntilAStoreIsUsed() {
    try (SqlStores stores = SqlStores.inH2(directory)) {
      assertThat(stores.repair().mark()).isEmpty();
    }

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void letsNobodyElseReadIt() throws IOException {
    initialize(0);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(directory.toFile().list()).containsExactly(NAME);
  }

  @Test
  void refusesAPathThatIsSettings() throws IOException {
    Path settings = Files.createDirectory(directory.resolve("a;INIT=DROP ALL OBJECTS"));

    assertThatThrownBy(() -> SqlStores.inH2(settings))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("choose a path without one");
  }

  @Test
  void refusesALink() throws IOException {
    initialize(0);
    Path moved = Files.move(file(), directory.resolve("elsewhere"));
    Files.createSymbolicLink(file(), moved);

    assertThatThrownBy(() -> SqlStores.inH2(directory))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("is not a regular file");
  }

  @Test
  void beginsAgainWhereItsFirstMakingWasCutOff() throws IOException {
    Files.write(directory.resolve("rotakeep.new.mv.db"), new byte[] {1, 2, 3});

    initialize(0);

    assertThat(directory.toFile().list()).containsExactly(NAME);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.createFile(file());

    assertRefusedUnchanged();
  }

  @Test
  void refusesADatabaseWithoutItsTables() throws IOException, SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("rotakeep"), "rotakeep", "");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE other (id INT)");
    }

    assertRefusedUnchanged();
  }

  @Test
  void refusesTheTablesOfANewerProgram() throws SQLException {
    initialize(0);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("rotakeep"), "rotakeep", "");
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO \"flyway_schema_history\" SELECT 999, '999', 'later',"
              + " \"type\", 'V999__later.sql', \"checksum\", \"installed_by\", \"installed_on\","
              + " \"execution_time\", TRUE FROM \"flyway_schema_history\""
              + " WHERE \"version\" = '1'");
    }

    try (SqlStores stores = SqlStores.inH2(directory)) {
      assertThatThrownBy(() -> stores.connections().find(id("a")))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("could not be brought to this version");
    }
  }

  /** H2 keeps each table at once, so a kill may come between the newest one and its note. */
  @Test
  void goesOnWhereTheNewestTableWasMadeButNotNoted() throws SQLException {
    initialize(3);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("rotakeep"), "rotakeep", "");
        var statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "DELETE FROM \"flyway_schema_history\" WHERE \"version\" = '7'"))
          .isEqualTo(1);
    }

    for (int start = 0; start < 2; start++) {
      try (SqlStores stores = SqlStores.inH2(directory)) {
        assertThat(stores.connections().list(ConnectionQuery.all(100))).hasSize(3);
        assertThat(stores.repair().mark()).contains(new Mark(STORE, 3, null));
      }
    }
  }

  /** The mark is in the same file, so it goes back with the rows and tells. */
  @Test
  void isRefusedOrTellsWhenItIsTruncated() throws IOException {
    initialize(40);
    byte[] whole = Files.readAllBytes(file());
    long seed = new Random().nextLong();
    Random random = new Random(seed);

    for (int run = 0; run < 40; run++) {
      int length = random.nextInt(whole.length);

      assertTells(Arrays.copyOf(whole, length), 40, "seed " + seed + ", length " + length);
    }
  }

  @Test
  void isRefusedOrTellsWhenItsEndIsZeros() throws IOException {
    initialize(40);
    byte[] whole = Files.readAllBytes(file());
    long seed = new Random().nextLong();
    Random random = new Random(seed);

    for (int run = 0; run < 40; run++) {
      int length = random.nextInt(whole.length);
      byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);

      assertTells(zeroed, 40, "seed " + seed + ", zeros from " + length);
    }
  }

  /** The last commits may go, in their order; what no journal repeats is written at once. */
  @Test
  void isUsedByOneProcessAndLosesAtMostItsEndByThatOnesDeath() throws Exception {
    Process other = H2Process.start(directory);
    int begun = 0;
    int created = 0;
    try (var lines = other.inputReader()) {
      String line = lines.readLine();
      assertThat(line).isEqualTo("created 1");

      assertThatThrownBy(() -> SqlStores.inH2(directory))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("is in use by another process");

      for (; line != null; line = lines.readLine()) {
        begun = line.matches("begun \\d+") ? Integer.parseInt(line.substring(6)) : begun;
        created = line.matches("created \\d+") ? Integer.parseInt(line.substring(8)) : created;
        if (created == 310) {
          other.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(other.waitFor()).isEqualTo(128 + 9);

    try (SqlStores stores = SqlStores.inH2(directory)) {
      assertThat(stores.repair().mark()).contains(new Mark(H2Process.STORE, 0, null));
      for (int n = H2Process.EACH; n <= begun; n += H2Process.EACH) {
        assertThat(stores.pendingAuthorizations().find("p" + n)).as("p%s", n).isPresent();
      }
      int there = contiguous(stores, created + 1);
      assertThat(there).isGreaterThanOrEqualTo(begun);
      stores.repair().checkpoint(7);
      assertThat(stores.repair().mark()).contains(new Mark(H2Process.STORE, 7, null));
    }
  }

  /** How many of c1, c2, ... there are; none that follows one that is missing. */
  private static int contiguous(SqlStores stores, int last) {
    int there = 0;
    for (int n = 1; n <= last; n++) {
      if (stores.connections().find(id("c" + n)).isPresent()) {
        assertThat(there).as("c%s without the one before it", n).isEqualTo(n - 1);
        there = n;
      }
    }
    return there;
  }

  /** In a directory of its own: H2 keeps the lock of a file that it could not open. */
  @Test
  void isClosedAlsoWhenItsPoolIsStillBeingFilled() throws IOException {
    initialize(0);

    for (int round = 0; round < 40; round++) {
      try (SqlStores stores = SqlStores.inH2(directory)) {
        // More at once than there are connections: the pool makes new ones, and is not waited for.
        IntStream.range(0, 20)
            .parallel()
            .forEach(_ -> assertThat(stores.connections().find(id("c/none"))).isEmpty());
      }
      try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        assertThat(lock.isValid()).isTrue();
      }
    }
  }

  private void assertTells(byte[] damaged, long appliedThrough, String context) throws IOException {
    Path copies = Files.createTempDirectory(directory, "copy");
    Path copy = Files.write(copies.resolve(NAME), damaged);
    try (SqlStores stores = SqlStores.inH2(copies)) {
      Optional<Mark> mark = stores.repair().mark();
      assertThat(Files.readAllBytes(copy)).as(context).isEqualTo(damaged);
      if (mark.isPresent() && mark.get().appliedThrough() == appliedThrough) {
        assertThat(stores.connections().list(ConnectionQuery.all(100))).as(context).hasSize(40);
      }
    } catch (StoreRefusedException refused) {
      assertThat(refused).as(context).hasMessageContaining("nothing was changed");
      assertThat(Files.readAllBytes(copy)).as(context).isEqualTo(damaged);
    }
  }

  private void assertRefusedUnchanged() throws IOException {
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> SqlStores.inH2(directory))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(file() + " is damaged")
        .hasMessageContaining("restore the data directory from a backup")
        .hasMessageNotContaining("\n");

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  /** A database in which each change was followed by a checkpoint. */
  private void initialize(int connections) {
    ConnectionLocks locks = new ConnectionLocks();
    try (SqlStores stores = SqlStores.inH2(directory)) {
      stores.repair().initialize(STORE);
      for (int n = 1; n <= connections; n++) {
        io.rotakeep.core.connection.Connection connection = active("c" + n);
        boolean created =
            locks.whileHolding(
                connection.id(), lock -> stores.connections().create(lock, connection));
        assertThat(created).isTrue();
        stores.repair().checkpoint(n);
      }
    }
  }

  private Path file() {
    return directory.resolve(NAME);
  }
}
