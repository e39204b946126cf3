package io.rotakeep.core.enrollment;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.provider.ProviderName;
import java.net.URI;

/** A pending authorization's row image, read and written. */
public final class PendingAuthorizationImage {
  private static final int VERSION = 1;

  private PendingAuthorizationImage() {}

  public static byte[] write(PendingAuthorization pending) {
    Wish wish = pending.wish();
    URI returnUrl = wish.returnUrl();
    ImageWriter out =
        new ImageWriter(VERSION)
            .text(pending.stateHash())
            .text(pending.connection().value())
            .text(pending.provider().value())
            .texts(wish.scopes())
            .map(wish.labels())
            .text(wish.loginHost())
            .text(wish.expectedSubject())
            .text(returnUrl == null ? null : returnUrl.toString())
            .text(wish.loginHint())
            .text(pending.startedBy())
            .bytes(pending.verifier().bytes())
            .instant(pending.expires())
            .text(pending.phase().word());
    switch (pending.phase()) {
      case Phase.Waiting(var browserHash) -> out.text(browserHash);
      case Phase.Exchanging() -> {}
      case Phase.Confirming(String ticketHash, Envelope answer) ->
          out.text(ticketHash).bytes(answer.bytes());
    }
    return out.toImage();
  }

  public static PendingAuthorization read(byte[] image) {
    return ImageReader.read(image, VERSION, PendingAuthorizationImage::read);
  }

  private static PendingAuthorization read(ImageReader in) {
    String stateHash = in.requiredText();
    ConnectionId connection = new ConnectionId(in.requiredText());
    ProviderName provider = new ProviderName(in.requiredText());
    Wish wish = readWish(in);
    String startedBy = in.requiredText();
    Envelope verifier = new Envelope(in.requiredBytes());
    var expires = in.requiredInstant();
    return new PendingAuthorization(
        stateHash, connection, provider, wish, startedBy, verifier, readPhase(in), expires);
  }

  private static Wish readWish(ImageReader in) {
    var scopes = in.texts();
    var labels = in.map();
    String loginHost = in.text();
    String subject = in.text();
    String returnUrl = in.text();
    URI target = returnUrl == null ? null : URI.create(returnUrl);
    return new Wish(scopes, labels, loginHost, subject, target, in.text());
  }

  private static Phase readPhase(ImageReader in) {
    String word = in.requiredText();
    return switch (word) {
      case "WAITING" -> new Phase.Waiting(in.text());
      case "EXCHANGING" -> new Phase.Exchanging();
      case "CONFIRMING" ->
          new Phase.Confirming(in.requiredText(), new Envelope(in.requiredBytes()));
      default -> throw new DamagedImageException("no phase is called so");
    };
  }
}
