package io.rotakeep.adapter.notify;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.notice.NoticeChannel;
import io.rotakeep.core.notice.WebhookKey;
import io.rotakeep.core.notice.WebhookPost;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** Posts notices as Standard Webhooks wants them: signed, and with the same id each time. */
public final class WebhookChannel implements NoticeChannel {
  private final URI address;
  private final Supplier<SecretBytes> written;
  private final WebhookPost post;
  private final String node;
  private final InstantSource clock;

  /**
   * @param written what {@link WebhookKey} reads; asked at each sending, so it may be replaced
   * @param node the name of this daemon
   */
  public WebhookChannel(
      URI address,
      Supplier<SecretBytes> written,
      WebhookPost post,
      String node,
      InstantSource clock) {
    this.address = address;
    this.written = written;
    this.post = post;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public Delivery tell(Notice notice) {
    byte[] body = NoticeJson.write(notice, node);
    long timestamp = clock.instant().getEpochSecond();
    try (SecretBytes text = written.get();
        SecretBytes key = WebhookKey.read(text)) {
      return post.post(
          address,
          Map.of(
              "webhook-id", notice.id(),
              "webhook-timestamp", Long.toString(timestamp),
              "webhook-signature", WebhookSignature.of(key, notice.id(), timestamp, body)),
          body);
    } catch (InvalidFieldException _) {
      return new Delivery.Failed("its secret cannot be used; look at notify.webhooks");
    }
  }
}
