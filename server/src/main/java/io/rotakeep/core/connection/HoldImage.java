package io.rotakeep.core.connection;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.Hold.LiftedHold;
import io.rotakeep.core.connection.Hold.QuarantinedHold;
import io.rotakeep.core.connection.Hold.RevokedHold;
import java.time.Instant;

/** A hold's row image, read and written. */
public final class HoldImage {
  private static final int VERSION = 1;

  private HoldImage() {}

  public static byte[] write(Hold hold) {
    ImageWriter out = new ImageWriter(VERSION);
    out.text(hold.connection().value()).number(hold.epoch()).instant(hold.since());
    switch (hold) {
      case RevokedHold revoked ->
          out.text("REVOKED").text(revoked.reason().name()).flag(revoked.confirmedUpstream());
      case QuarantinedHold quarantined -> out.text("QUARANTINED").text(quarantined.reason().name());
      case LiftedHold(_, _, _, Instant distrust) -> {
        if (distrust == null) {
          out.text("LIFTED");
        } else {
          out.text("RELEASED").instant(distrust);
        }
      }
    }
    return out.toImage();
  }

  public static Hold read(byte[] image) {
    return ImageReader.read(image, VERSION, HoldImage::read);
  }

  private static Hold read(ImageReader in) {
    ConnectionId id = new ConnectionId(in.requiredText());
    long epoch = in.number();
    Instant since = in.requiredInstant();
    String kind = in.requiredText();
    return switch (kind) {
      case "REVOKED" ->
          new RevokedHold(id, epoch, since, Reason.valueOf(in.requiredText()), in.flag());
      case "QUARANTINED" ->
          new QuarantinedHold(id, epoch, since, Reason.valueOf(in.requiredText()));
      case "LIFTED" -> new LiftedHold(id, epoch, since, null);
      case "RELEASED" -> new LiftedHold(id, epoch, since, in.requiredInstant());
      default -> throw new DamagedImageException("no hold is called so");
    };
  }
}
