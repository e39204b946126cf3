package io.rotakeep.core.rotation;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import java.time.Instant;
import java.util.UUID;

/** A journal frame as bytes. */
final class JournalFrameImage {
  private static final int VERSION = 2;

  private JournalFrameImage() {}

  static byte[] write(JournalFrame frame) {
    ImageWriter out = new ImageWriter(VERSION);
    switch (frame) {
      case JournalFrame.Intent(Attempt attempt) -> attempt.writeTo(out.text("INTENT"));
      case JournalFrame.Response(UUID attempt, KeptResponse response) ->
          response.writeTo(out.text("RESPONSE").text(attempt.toString()));
      case JournalFrame.Settled(UUID attempt, var change) ->
          out.text("SETTLED").text(attempt.toString()).bytes(ChangeImage.write(change));
      case JournalFrame.Closed(UUID attempt) -> out.text("CLOSED").text(attempt.toString());
      case JournalFrame.Changed(var change) -> out.text("CHANGED").bytes(ChangeImage.write(change));
      case JournalFrame.Distrusted(Instant since) -> out.text("DISTRUSTED").instant(since);
      case JournalFrame.Trusted() -> out.text("TRUSTED");
      case JournalFrame.Checkpoint(long through) -> out.text("CHECKPOINT").number(through);
    }
    return out.toImage();
  }

  static JournalFrame read(byte[] image) {
    return ImageReader.read(image, VERSION, JournalFrameImage::read);
  }

  private static JournalFrame read(ImageReader in) {
    String kind = in.requiredText();
    return switch (kind) {
      case "INTENT" -> new JournalFrame.Intent(Attempt.read(in));
      case "RESPONSE" ->
          new JournalFrame.Response(UUID.fromString(in.requiredText()), KeptResponse.read(in));
      case "SETTLED" ->
          new JournalFrame.Settled(
              UUID.fromString(in.requiredText()), ChangeImage.read(in.requiredBytes()));
      case "CLOSED" -> new JournalFrame.Closed(UUID.fromString(in.requiredText()));
      case "CHANGED" -> new JournalFrame.Changed(ChangeImage.read(in.requiredBytes()));
      case "DISTRUSTED" -> new JournalFrame.Distrusted(in.requiredInstant());
      case "TRUSTED" -> new JournalFrame.Trusted();
      case "CHECKPOINT" -> new JournalFrame.Checkpoint(in.number());
      default -> throw new DamagedImageException("no journal frame is called so");
    };
  }
}
