package io.rotakeep.adapter.sql;

import io.rotakeep.core.enrollment.PendingAuthorization;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorizationImage;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Pending authorizations in SQL: changed by compare-and-set on the whole row. */
final class SqlPendingAuthorizationStore implements PendingAuthorizationStore {
  private final Database database;

  SqlPendingAuthorizationStore(Database database) {
    this.database = database;
  }

  @Override
  public void insert(PendingAuthorization pending) {
    database.transact(
        handle ->
            bind(
                    handle.createUpdate(
                        """
                        INSERT INTO pending_authorizations
                          (state_hash, ticket_hash, phase, expires_at, image)
                        VALUES (:stateHash, :ticketHash, :phase, :expiresAt, :image)
                        """),
                    pending)
                .execute());
  }

  @Override
  public Optional<PendingAuthorization> find(String stateHash) {
    return find("state_hash", stateHash);
  }

  @Override
  public Optional<PendingAuthorization> findByTicket(String ticketHash) {
    return find("ticket_hash", ticketHash);
  }

  @Override
  public boolean advance(PendingAuthorization before, PendingAuthorization after) {
    if (!before.stateHash().equals(after.stateHash())) {
      throw new IllegalArgumentException("an authorization keeps its state");
    }
    return database.transact(
        handle ->
            bind(
                        handle.createUpdate(
                            """
                            UPDATE pending_authorizations SET ticket_hash = :ticketHash,
                              phase = :phase, expires_at = :expiresAt, image = :image
                            WHERE state_hash = :stateHash AND image = :before
                            """),
                        after)
                    .bind("before", PendingAuthorizationImage.write(before))
                    .execute()
                == 1);
  }

  @Override
  public void delete(String stateHash) {
    database.transact(
        handle ->
            handle.execute("DELETE FROM pending_authorizations WHERE state_hash = ?", stateHash));
  }

  @Override
  public int deleteExpired(Instant time) {
    return database.transact(
        handle ->
            handle.execute(
                "DELETE FROM pending_authorizations WHERE expires_at < ? AND phase <> 'EXCHANGING'",
                time.toEpochMilli()));
  }

  private Optional<PendingAuthorization> find(String column, String value) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT state_hash, image FROM pending_authorizations WHERE "
                        + column
                        + " = :value")
                .bind("value", value)
                .map(
                    (row, _) ->
                        RowImage.read(
                            row.getString("state_hash"),
                            row.getBytes("image"),
                            PendingAuthorizationImage::read,
                            PendingAuthorization::stateHash))
                .findOne());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, PendingAuthorization pending) {
    return statement
        .bind("stateHash", pending.stateHash())
        .bind("ticketHash", ticketHash(pending.phase()))
        .bind("phase", pending.phase().word())
        .bind("expiresAt", pending.expires().toEpochMilli())
        .bind("image", PendingAuthorizationImage.write(pending));
  }

  private static @Nullable String ticketHash(Phase phase) {
    return switch (phase) {
      case Phase.Waiting _, Phase.Exchanging _ -> null;
      case Phase.Confirming(String ticketHash, _) -> ticketHash;
    };
  }
}
