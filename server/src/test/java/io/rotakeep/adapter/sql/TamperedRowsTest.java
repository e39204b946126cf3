package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.rotation.MemoryJournal;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody changes rows of a real database by SQL. Each change is noticed by whoever reads the row,
 * and no token comes out of it. With {@code -Drotakeep.tampering=whole} at its full size.
 */
class TamperedRowsTest {
  private static final boolean WHOLE = "whole".equals(System.getProperty("rotakeep.tampering"));
  private static final int ROWS = WHOLE ? 50 : 10;
  private static final int GENERATIONS = 5;
  private static final int FLIPS = WHOLE ? 10_000 : 300;
  private static final int ROLLBACKS = WHOLE ? 1_000 : 50;

  @TempDir Path directory;

  private final Random random = new Random(20_261_129);
  private final ConnectionLocks locks = new ConnectionLocks();
  private final Keyring keyring = Keyring.generate(new SecureRandom(), new PlainKeyMemory());
  private final ConnectionSecrets secrets =
      new ConnectionSecrets(
          new EnvelopeCipher(() -> keyring, new SecureRandom()),
          new Fingerprinter(() -> keyring),
          UUID.randomUUID());

  /** Every image that each row ever had, the newest last. */
  private final Map<ConnectionId, List<Connection>> past = new HashMap<>();

  private final List<ConnectionId> ids = new ArrayList<>();
  private Database database = new Database(Engine.H2, HikariDataSource::new);

  @BeforeEach
  void fillTheDatabase() {
    database = new Database(Engine.H2, new H2File(directory, "rows")::open);
    for (int i = 0; i < ROWS; i++) {
      ConnectionId id = new ConnectionId("tampered/" + i);
      ids.add(id);
      List<Connection> rows = past.computeIfAbsent(id, _ -> new ArrayList<>());
      Connection row = encrypted(Samples.active(id.value()));
      rows.add(row);
      locks.whileHolding(id, lock -> store().create(lock, rows.getLast()));
      for (int generation = 2; generation <= GENERATIONS; generation++) {
        Connection before = rows.getLast();
        rows.add(encrypted(Samples.rotated(before)));
        assertThat(
                locks.<Boolean>whileHolding(
                    id, lock -> store().replace(lock, before, rows.getLast())))
            .isTrue();
      }
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void areReadWhileNobodyHasTouchedThem() {
    assertThat(ids).allSatisfy(id -> assertThat(isNoticed(id)).isFalse());
  }

  @Test
  void areNoticedForEachBitOfACiphertextThatIsFlipped() {
    int noticed = 0;
    for (int i = 0; i < FLIPS; i++) {
      Connection row = newest(any());
      Connection flipped =
          random.nextBoolean()
              ? withRefresh(row, flipped(refresh(row)))
              : withAccess(row, flipped(access(row)));
      noticed += isNoticedAs(row, flipped);
    }

    tell("bits flipped", noticed, FLIPS);
    assertThat(noticed).isEqualTo(FLIPS);
  }

  /** Whole rows, and each ciphertext alone. */
  @Test
  void areNoticedForEachPairThatIsSwapped() {
    int swaps = 0;
    int noticed = 0;
    for (ConnectionId one : ids) {
      for (ConnectionId other : ids) {
        if (!one.equals(other)) {
          Connection mine = newest(one);
          Connection theirs = newest(other);
          noticed += isNoticedAs(mine, theirs);
          noticed += isNoticedAs(mine, withRefresh(mine, refresh(theirs)));
          noticed += isNoticedAs(mine, withAccess(mine, access(theirs)));
          swaps += 3;
        }
      }
    }

    tell("swaps of " + ROWS + " rows", noticed, swaps);
    assertThat(noticed).isEqualTo(swaps);
  }

  /** From one column to the other. */
  @Test
  void areNoticedForACiphertextThatIsMoved() {
    Connection row = newest(any());

    assertThat(isNoticedAs(row, withRefresh(row, access(row)))).isEqualTo(1);
    assertThat(isNoticedAs(row, withAccess(row, refresh(row)))).isEqualTo(1);
  }

  @Test
  void areNoticedForEachRowThatIsPutBack() {
    int noticed = 0;
    for (int i = 0; i < ROLLBACKS; i++) {
      ConnectionId id = any();
      Connection earlier =
          Objects.requireNonNull(past.get(id)).get(random.nextInt(GENERATIONS - 1));
      noticed += isNoticedAs(newest(id), earlier);
    }

    tell("rows put back", noticed, ROLLBACKS);
    assertThat(noticed).isEqualTo(ROLLBACKS);
  }

  /** A label may be a right, and an application takes its access token where it is told. */
  @Test
  void areNoticedForWhatStandsBesideTheTokens() {
    Connection row = newest(any());
    StoredAccessToken token = Objects.requireNonNull(row.accessToken());
    List<Connection> edited =
        List.of(
            row.withLabels(Map.of()),
            row.withLabels(Map.of("tenant", "acme", "plan", "silver")),
            row.withLabels(Map.of("tenant", "acmeplan", "", "gold")),
            told(row, token, "Bearer", token.scopes(), Map.of("instance_url", "https://evil.test")),
            told(row, token, "Bearer", token.scopes(), Map.of()),
            told(row, token, "DPoP", token.scopes(), token.attributes()),
            told(row, token, token.tokenType(), List.of("api", "everything"), token.attributes()),
            row.withTokens(row.grant(), withheld(token)));

    assertThat(edited).allSatisfy(by -> assertThat(isNoticedAs(row, by)).isEqualTo(1));
  }

  @Test
  void areReadAfterTheyWereRelabelled() {
    Connection row = newest(any());
    Connection relabelled = secrets.relabelled(row, Map.of("team", "another"));

    assertThat(relabelled.labels()).containsExactly(Map.entry("team", "another"));
    assertThat(isNoticedAs(row, relabelled)).isZero();
  }

  private static Connection told(
      Connection row,
      StoredAccessToken token,
      String type,
      List<String> scopes,
      Map<String, String> attributes) {
    return row.withTokens(
        row.grant(),
        new StoredAccessToken(
            token.token(), token.handle(), type, token.validity(), scopes, attributes, false));
  }

  private static StoredAccessToken withheld(StoredAccessToken token) {
    return new StoredAccessToken(
        token.token(),
        token.handle(),
        token.tokenType(),
        token.validity(),
        token.scopes(),
        token.attributes(),
        !token.withheld());
  }

  private int isNoticedAs(Connection row, Connection written) {
    put(row.id(), written);
    boolean noticed = isNoticed(row.id());
    put(row.id(), row);
    return noticed ? 1 : 0;
  }

  /** As a refresh reads it, in a process that has not seen the row before. */
  private boolean isNoticed(ConnectionId id) {
    try {
      Connection row = store().find(id).orElseThrow();
      new RowAge(MemoryJournal.empty(), stores().lineage()).check(row);
      secrets.refreshToken(row).close();
      secrets.accessToken(row).token().close();
      return false;
    } catch (DamagedImageException | IntegrityException | UnknownKeyTermException _) {
      return true;
    }
  }

  private void put(ConnectionId id, Connection image) {
    int rows =
        database.<Integer>transact(
            sql ->
                sql.run(
                    "UPDATE connections SET image = ?, generation = ?, revision = ? WHERE id = ?",
                    ConnectionImage.write(image),
                    image.generation().number(),
                    image.revision(),
                    id.value()));
    assertThat(rows).isEqualTo(1);
  }

  private Connection encrypted(Connection shape) {
    Grant grant = Objects.requireNonNull(shape.grant());
    StoredAccessToken token = Objects.requireNonNull(shape.accessToken());
    try (SecretBytes refresh = SecretBytes.random(60, random);
        SecretBytes access = SecretBytes.random(900, random)) {
      return shape.withTokens(
          grant.withRefreshToken(
              secrets.encryptRefreshToken(shape, grant, refresh),
              secrets.fingerprint(grant.key(), refresh)),
          secrets.encryptAccessToken(shape, grant, token, access));
    }
  }

  private Envelope flipped(Envelope envelope) {
    byte[] bytes = envelope.bytes();
    int bit = random.nextInt(bytes.length * Byte.SIZE);
    bytes[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
    return new Envelope(bytes);
  }

  private ConnectionId any() {
    return ids.get(random.nextInt(ids.size()));
  }

  private Connection newest(ConnectionId id) {
    return Objects.requireNonNull(past.get(id)).getLast();
  }

  private static Envelope refresh(Connection row) {
    return Objects.requireNonNull(Objects.requireNonNull(row.grant()).refreshToken());
  }

  private static Envelope access(Connection row) {
    return Objects.requireNonNull(row.accessToken()).token();
  }

  private static Connection withRefresh(Connection row, Envelope envelope) {
    Grant grant = Objects.requireNonNull(row.grant());
    return row.withTokens(grant.withRefreshToken(envelope, grant.fingerprint()), row.accessToken());
  }

  private static Connection withAccess(Connection row, Envelope envelope) {
    return row.withTokens(
        row.grant(), Objects.requireNonNull(row.accessToken()).withEnvelope(envelope));
  }

  private static void tell(String what, int noticed, int all) {
    System.out.println(what + ": " + noticed + " of " + all + " noticed");
  }

  private ConnectionStore store() {
    return stores().connections();
  }

  private SqlStores stores() {
    return new SqlStores(database, null);
  }
}
