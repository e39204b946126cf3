package io.rotakeep.core.rotation;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.ChangeImage;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.crypto.Envelope;
import java.util.UUID;

/** A journal frame as bytes. */
final class JournalFrameImage {
  private static final int VERSION = 1;

  private JournalFrameImage() {}

  static byte[] write(JournalFrame frame) {
    ImageWriter out = new ImageWriter(VERSION);
    switch (frame) {
      case JournalFrame.Intent(Attempt attempt) -> writeAttempt(out.text("INTENT"), attempt);
      case JournalFrame.Response(UUID attempt, KeptResponse response) ->
          out.text("RESPONSE")
              .text(attempt.toString())
              .number(response.status())
              .text(response.retryAfter())
              .text(response.contentType())
              .flag(response.complete())
              .bytes(response.body().bytes());
      case JournalFrame.Settled(UUID attempt, var change) ->
          out.text("SETTLED").text(attempt.toString()).bytes(ChangeImage.write(change));
      case JournalFrame.Closed(UUID attempt) -> out.text("CLOSED").text(attempt.toString());
      case JournalFrame.Changed(var change) -> out.text("CHANGED").bytes(ChangeImage.write(change));
    }
    return out.toImage();
  }

  static JournalFrame read(byte[] image) {
    ImageReader in = new ImageReader(image, VERSION);
    String kind = in.requiredText();
    return switch (kind) {
      case "INTENT" -> new JournalFrame.Intent(readAttempt(in));
      case "RESPONSE" ->
          new JournalFrame.Response(
              UUID.fromString(in.requiredText()),
              new KeptResponse(
                  (int) in.number(),
                  in.text(),
                  in.text(),
                  in.flag(),
                  new Envelope(in.requiredBytes())));
      case "SETTLED" ->
          new JournalFrame.Settled(
              UUID.fromString(in.requiredText()), ChangeImage.read(in.requiredBytes()));
      case "CLOSED" -> new JournalFrame.Closed(UUID.fromString(in.requiredText()));
      case "CHANGED" -> new JournalFrame.Changed(ChangeImage.read(in.requiredBytes()));
      default -> throw new DamagedImageException("no journal frame is called so");
    };
  }

  private static void writeAttempt(ImageWriter out, Attempt attempt) {
    out.text(attempt.id().toString())
        .text(attempt.kind().name())
        .text(attempt.connection().value())
        .number(attempt.generation().number())
        .number(attempt.revision())
        .text(attempt.reference())
        .instant(attempt.time());
  }

  private static Attempt readAttempt(ImageReader in) {
    return new Attempt(
        UUID.fromString(in.requiredText()),
        Attempt.Kind.valueOf(in.requiredText()),
        new ConnectionId(in.requiredText()),
        new Generation(in.number()),
        in.number(),
        in.requiredText(),
        in.requiredInstant());
  }
}
