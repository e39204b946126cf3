package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Hold.LiftedHold;
import io.rotakeep.core.connection.Hold.QuarantinedHold;
import io.rotakeep.core.connection.Hold.RevokedHold;
import io.rotakeep.core.connection.HoldImage;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.SignedHold;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** A hold's row: one for each connection that ever had a hold. */
final class HoldRow {
  static final String COLUMNS = "connection, epoch, since, image, mac";

  private static final System.Logger LOG = System.getLogger(HoldRow.class.getName());

  private HoldRow() {}

  /** A damaged hold becomes a quarantine that does not authenticate: it still stops. */
  static SignedHold read(ResultSet row) throws SQLException {
    String id = row.getString("connection");
    byte[] mac = row.getBytes("mac");
    try {
      Hold hold =
          RowImage.read(
              id, row.getBytes("image"), HoldImage::read, read -> read.connection().value());
      return new SignedHold(hold, mac);
    } catch (DamagedImageException e) {
      LOG.log(System.Logger.Level.ERROR, "a hold is damaged and quarantines: {0}", e.getMessage());
      Instant since = Instant.ofEpochMilli(row.getLong("since"));
      return new SignedHold(
          new QuarantinedHold(new ConnectionId(id), row.getLong("epoch"), since, Reason.INTEGRITY),
          mac);
    }
  }

  /** The epoch of the connection's hold; 0 if it never had one. */
  static long epoch(Handle handle, ConnectionId id) {
    return handle
        .createQuery("SELECT epoch FROM holds WHERE connection = :id")
        .bind("id", id.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  static void insert(Handle handle, SignedHold hold) {
    bind(
            handle.createUpdate(
                """
                INSERT INTO holds (connection, epoch, since, state, reason, unconfirmed, image, mac)
                VALUES (:connection, :epoch, :since, :state, :reason, :unconfirmed, :image, :mac)
                """),
            hold)
        .execute();
  }

  /** False if no row has the epoch. */
  static boolean replaceEpoch(Handle handle, long epoch, SignedHold hold) {
    return update(handle, "epoch = :wasEpoch", epoch, hold);
  }

  /** False if the row is not the same revocation, still unconfirmed. */
  static boolean confirm(Handle handle, SignedHold hold) {
    return hold.hold() instanceof RevokedHold revoked
        && revoked.confirmedUpstream()
        && update(
            handle,
            "epoch = :wasEpoch AND unconfirmed AND since = :since AND reason = :reason",
            revoked.epoch(),
            hold);
  }

  private static boolean update(Handle handle, String condition, long epoch, SignedHold hold) {
    return bind(
                handle.createUpdate(
                    """
                    UPDATE holds SET epoch = :epoch, since = :since, state = :state,
                      reason = :reason, unconfirmed = :unconfirmed, image = :image, mac = :mac
                    WHERE connection = :connection AND
                    """
                        + condition),
                hold)
            .bind("wasEpoch", epoch)
            .execute()
        == 1;
  }

  private static <S extends SqlStatement<S>> S bind(S statement, SignedHold signed) {
    Hold hold = signed.hold();
    return statement
        .bind("connection", hold.connection().value())
        .bind("epoch", hold.epoch())
        .bind("since", hold.since().toEpochMilli())
        .bind("state", state(hold))
        .bind("reason", reason(hold))
        .bind("unconfirmed", hold instanceof RevokedHold revoked && !revoked.confirmedUpstream())
        .bind("image", HoldImage.write(hold))
        .bind("mac", signed.mac());
  }

  private static @Nullable String state(Hold hold) {
    return switch (hold) {
      case RevokedHold _ -> "REVOKED";
      case QuarantinedHold _ -> "QUARANTINED";
      case LiftedHold _ -> null;
    };
  }

  private static @Nullable String reason(Hold hold) {
    return switch (hold) {
      case RevokedHold(_, _, _, Reason reason, _) -> reason.name();
      case QuarantinedHold(_, _, _, Reason reason) -> reason.name();
      case LiftedHold _ -> null;
    };
  }
}
