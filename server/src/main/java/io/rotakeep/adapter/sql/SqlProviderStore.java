package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderImage;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Providers in SQL: changed by compare-and-set on the revision. */
final class SqlProviderStore implements ProviderStore {
  private static final System.Logger LOG = System.getLogger(SqlProviderStore.class.getName());

  private final Database database;

  /** What was read last, by name: each refresh asks for a provider, and few of them change. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  SqlProviderStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Provider> find(ProviderName name) {
    return database
        .read(
            sql ->
                sql.first(
                    row -> row.getBytes(1),
                    "SELECT image FROM providers WHERE name = ?",
                    name.value()))
        .map(image -> known(name.value(), image));
  }

  private Provider known(String name, byte[] image) {
    Known present = known.get(name);
    if (present == null || !Arrays.equals(present.image, image)) {
      present = new Known(image, decode(name, image));
      known.put(name, present);
    }
    return present.provider;
  }

  private static final class Known {
    private final byte[] image;
    private final Provider provider;

    private Known(byte[] image, Provider provider) {
      this.image = image;
      this.provider = provider;
    }
  }

  /** A provider that cannot be read is left out with a word in the log: the others go on. */
  @Override
  public List<Provider> list() {
    return database
        .read(
            sql ->
                sql.all(
                    row -> readable(row.getString(1), row.getBytes(2)),
                    "SELECT name, image FROM providers ORDER BY name"))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public boolean write(Provider provider) {
    return database.transact(
        sql -> {
          long stored = revision(sql, provider.name());
          if (provider.revision() != stored + 1) {
            return false;
          }
          return write(sql, stored, provider);
        });
  }

  @Override
  public boolean delete(ProviderName name) {
    return database.transact(
        sql -> sql.run("DELETE FROM providers WHERE name = ?", name.value()) == 1);
  }

  /** The stored revision; 0 if there is no such provider. */
  static long revision(Sql sql, ProviderName name) {
    return sql.first(
            row -> row.getLong(1), "SELECT revision FROM providers WHERE name = ?", name.value())
        .orElse(0L);
  }

  /** False if the stored revision is another by now. */
  static boolean write(Sql sql, long stored, Provider provider) {
    String name = provider.name().value();
    byte[] image = ProviderImage.write(provider);
    int rows =
        stored == 0
            ? sql.run(
                "INSERT INTO providers (name, revision, idle_ttl, image) VALUES (?, ?, ?, ?)",
                name,
                provider.revision(),
                idleTtl(provider),
                image)
            : sql.run(
                "UPDATE providers SET revision = ?, idle_ttl = ?, image = ?"
                    + " WHERE name = ? AND revision = ?",
                provider.revision(),
                idleTtl(provider),
                image,
                name,
                stored);
    return rows == 1;
  }

  private static Optional<Provider> readable(String name, byte[] image) {
    try {
      return Optional.of(decode(name, image));
    } catch (DamagedImageException e) {
      LOG.log(System.Logger.Level.ERROR, "a provider is left out of a list: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  static Provider decode(String name, byte[] image) {
    return RowImage.read(name, image, ProviderImage::read, provider -> provider.name().value());
  }

  private static @Nullable Long idleTtl(Provider provider) {
    Duration idleTtl = provider.tokens().idleTtl();
    return idleTtl == null ? null : idleTtl.toMillis();
  }
}
