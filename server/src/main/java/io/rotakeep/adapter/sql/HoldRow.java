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
import java.util.ArrayList;
import java.util.List;
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
  static long epoch(Sql sql, ConnectionId id) {
    return sql.first(
            row -> row.getLong(1), "SELECT epoch FROM holds WHERE connection = ?", id.value())
        .orElse(0L);
  }

  static void insert(Sql sql, SignedHold hold) {
    sql.run(
        """
        INSERT INTO holds (epoch, since, state, reason, unconfirmed, image, mac, connection)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        columns(hold).toArray());
  }

  /** False if no row has the epoch. */
  static boolean replaceEpoch(Sql sql, long epoch, SignedHold hold) {
    return update(sql, "epoch = ?", hold, epoch);
  }

  /** False if the row is not the same revocation, still unconfirmed. */
  static boolean confirm(Sql sql, SignedHold hold) {
    return hold.hold() instanceof RevokedHold revoked
        && revoked.confirmedUpstream()
        && update(
            sql,
            "epoch = ? AND unconfirmed AND since = ? AND reason = ?",
            hold,
            revoked.epoch(),
            revoked.since().toEpochMilli(),
            revoked.reason().name());
  }

  private static boolean update(Sql sql, String condition, SignedHold hold, Object... met) {
    List<@Nullable Object> values = columns(hold);
    values.addAll(List.of(met));
    return sql.run(
            """
            UPDATE holds SET epoch = ?, since = ?, state = ?, reason = ?, unconfirmed = ?,
              image = ?, mac = ?
            WHERE connection = ? AND
            """
                + condition,
            values.toArray())
        == 1;
  }

  /** All columns, the connection last, in the order of the statements above. */
  private static List<@Nullable Object> columns(SignedHold signed) {
    Hold hold = signed.hold();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(hold.epoch());
    values.add(hold.since().toEpochMilli());
    values.add(state(hold));
    values.add(reason(hold));
    values.add(hold instanceof RevokedHold revoked && !revoked.confirmedUpstream());
    values.add(HoldImage.write(hold));
    values.add(signed.mac());
    values.add(hold.connection().value());
    return values;
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
