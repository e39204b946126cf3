package io.rotakeep.adapter.sql;

import io.rotakeep.core.enrollment.PendingAuthorization;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorizationImage;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pending authorizations in SQL: changed by compare-and-set on the whole row. */
final class SqlPendingAuthorizationStore implements PendingAuthorizationStore {
  private final Database database;

  SqlPendingAuthorizationStore(Database database) {
    this.database = database;
  }

  @Override
  public void insert(PendingAuthorization pending) {
    database.transactAndForce(
        sql ->
            sql.run(
                """
                INSERT INTO pending_authorizations
                  (ticket_hash, phase, expires_at, image, state_hash)
                VALUES (?, ?, ?, ?, ?)
                """,
                ticketHash(pending.phase()),
                pending.phase().word(),
                pending.expires().toEpochMilli(),
                PendingAuthorizationImage.write(pending),
                pending.stateHash()));
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
    return database.transactAndForce(
        sql ->
            sql.run(
                    """
                    UPDATE pending_authorizations SET ticket_hash = ?, phase = ?, expires_at = ?,
                      image = ?
                    WHERE state_hash = ? AND image = ?
                    """,
                    ticketHash(after.phase()),
                    after.phase().word(),
                    after.expires().toEpochMilli(),
                    PendingAuthorizationImage.write(after),
                    after.stateHash(),
                    PendingAuthorizationImage.write(before))
                == 1);
  }

  @Override
  public void delete(String stateHash) {
    database.transactAndForce(
        sql -> sql.run("DELETE FROM pending_authorizations WHERE state_hash = ?", stateHash));
  }

  @Override
  public int deleteExpired(Instant time) {
    return database.transact(
        sql ->
            sql.run(
                "DELETE FROM pending_authorizations WHERE expires_at < ? AND phase <> 'EXCHANGING'",
                time.toEpochMilli()));
  }

  private Optional<PendingAuthorization> find(String column, String value) {
    return database.read(
        sql ->
            sql.first(
                row ->
                    RowImage.read(
                        row.getString(1),
                        row.getBytes(2),
                        PendingAuthorizationImage::read,
                        PendingAuthorization::stateHash),
                "SELECT state_hash, image FROM pending_authorizations WHERE " + column + " = ?",
                value));
  }

  private static @Nullable String ticketHash(Phase phase) {
    return switch (phase) {
      case Phase.Waiting _, Phase.Exchanging _ -> null;
      case Phase.Confirming(String ticketHash, _) -> ticketHash;
    };
  }
}
