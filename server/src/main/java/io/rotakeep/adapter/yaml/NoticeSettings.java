package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.core.notice.Receiver.Wanted;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of incidents without asking.
 *
 * @param smtp null to write no mail
 */
public record NoticeSettings(List<Webhook> webhooks, @Nullable Smtp smtp) {
  static final NoticeSettings NOBODY = new NoticeSettings(List.of(), null);

  public NoticeSettings {
    webhooks = List.copyOf(webhooks);
  }

  /**
   * @param secret where the key of its signature is
   */
  public record Webhook(String name, URI url, SecretPlace secret, Wanted wanted) {}

  /**
   * @param login null if the server asks for none
   */
  public record Smtp(
      Address server,
      MailTls tls,
      @Nullable Login login,
      String from,
      List<String> to,
      Wanted wanted) {

    public Smtp {
      to = List.copyOf(to);
    }

    /** Where the password is. */
    public record Login(String user, SecretPlace password) {}
  }

  /** How the way to the mail server is protected. */
  public enum MailTls {
    STARTTLS(587),
    TLS(465),
    NONE(25);

    private final int port;

    MailTls(int port) {
      this.port = port;
    }

    /** The usual one. */
    int port() {
      return port;
    }
  }
}
