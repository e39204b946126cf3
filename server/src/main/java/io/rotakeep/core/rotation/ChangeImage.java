package io.rotakeep.core.rotation;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.HoldImage;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.IncidentImage;
import io.rotakeep.core.provider.ProviderImage;
import io.rotakeep.core.provider.ProviderName;

/** A change's image, as a journal frame carries it. */
public final class ChangeImage {
  private static final int VERSION = 1;

  private ChangeImage() {}

  public static byte[] write(Change change) {
    ImageWriter out = new ImageWriter(VERSION);
    switch (change) {
      case Change.ConnectionWritten(Connection connection) ->
          out.text("connection").bytes(ConnectionImage.write(connection));
      case Change.ConnectionDeleted(Tombstone tombstone) ->
          out.text("tombstone")
              .text(tombstone.id().value())
              .number(tombstone.lastGeneration().number())
              .number(tombstone.revision())
              .instant(tombstone.deleted());
      case Change.HoldWritten(SignedHold hold) ->
          out.text("hold").bytes(HoldImage.write(hold.hold())).bytes(hold.mac());
      case Change.IncidentWritten(var incident) ->
          out.text("incident").bytes(IncidentImage.write(incident));
      case Change.ProviderWritten(var provider) ->
          out.text("provider").bytes(ProviderImage.write(provider));
      case Change.ProviderDeleted(ProviderName name, long revision) ->
          out.text("provider-deleted").text(name.value()).number(revision);
    }
    return out.toImage();
  }

  public static Change read(byte[] image) {
    return ImageReader.read(image, VERSION, ChangeImage::read);
  }

  private static Change read(ImageReader in) {
    String kind = in.requiredText();
    return switch (kind) {
      case "connection" -> new Change.ConnectionWritten(ConnectionImage.read(in.requiredBytes()));
      case "tombstone" ->
          new Change.ConnectionDeleted(
              new Tombstone(
                  new ConnectionId(in.requiredText()),
                  new Generation(in.number()),
                  in.number(),
                  in.requiredInstant()));
      case "hold" ->
          new Change.HoldWritten(
              new SignedHold(HoldImage.read(in.requiredBytes()), in.requiredBytes()));
      case "incident" -> new Change.IncidentWritten(IncidentImage.read(in.requiredBytes()));
      case "provider" -> new Change.ProviderWritten(ProviderImage.read(in.requiredBytes()));
      case "provider-deleted" ->
          new Change.ProviderDeleted(new ProviderName(in.requiredText()), in.number());
      default -> throw new DamagedImageException("no change is called so");
    };
  }
}
