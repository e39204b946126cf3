package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderImage;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Providers in SQL: changed by compare-and-set on the revision. */
final class SqlProviderStore implements ProviderStore {
  private static final System.Logger LOG = System.getLogger(SqlProviderStore.class.getName());

  private final Database database;

  SqlProviderStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Provider> find(ProviderName name) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT image FROM providers WHERE name = :name")
                .bind("name", name.value())
                .mapTo(byte[].class)
                .findOne()
                .map(image -> decode(name.value(), image)));
  }

  /** A provider that cannot be read is left out with a word in the log: the others go on. */
  @Override
  public List<Provider> list() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT name, image FROM providers ORDER BY name")
                .map((row, _) -> readable(row.getString("name"), row.getBytes("image")))
                .stream()
                .flatMap(Optional::stream)
                .toList());
  }

  @Override
  public boolean write(Provider provider) {
    return database.transact(
        handle -> {
          long stored = revision(handle, provider.name());
          if (provider.revision() != stored + 1) {
            return false;
          }
          return write(handle, stored, provider);
        });
  }

  @Override
  public boolean delete(ProviderName name) {
    return database.transact(
        handle -> handle.execute("DELETE FROM providers WHERE name = ?", name.value()) == 1);
  }

  /** The stored revision; 0 if there is no such provider. */
  static long revision(Handle handle, ProviderName name) {
    return handle
        .createQuery("SELECT revision FROM providers WHERE name = :name")
        .bind("name", name.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** False if the stored revision is another by now. */
  static boolean write(Handle handle, long stored, Provider provider) {
    String sql =
        stored == 0
            ? """
            INSERT INTO providers (name, revision, idle_ttl, image)
            VALUES (:name, :revision, :idleTtl, :image)
            """
            : """
            UPDATE providers SET revision = :revision, idle_ttl = :idleTtl, image = :image
            WHERE name = :name AND revision = :stored
            """;
    return bind(handle.createUpdate(sql).bind("stored", stored), provider).execute() == 1;
  }

  private static Optional<Provider> readable(String name, byte[] image) {
    try {
      return Optional.of(decode(name, image));
    } catch (DamagedImageException e) {
      LOG.log(System.Logger.Level.ERROR, "a provider is left out of a list: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Provider decode(String name, byte[] image) {
    return RowImage.read(name, image, ProviderImage::read, provider -> provider.name().value());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Provider provider) {
    Duration idleTtl = provider.tokens().idleTtl();
    return statement
        .bind("name", provider.name().value())
        .bind("revision", provider.revision())
        .bind("idleTtl", idleTtl == null ? null : idleTtl.toMillis())
        .bind("image", ProviderImage.write(provider));
  }
}
