package io.rotakeep.adapter.notify;

import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a mail server, and whom to write to.
 *
 * @param login null if it asks for none
 * @param trust whom to believe to be the server
 * @param patience for the connection, and for each answer
 */
public record MailSettings(
    String host,
    int port,
    Protection protection,
    @Nullable Login login,
    String from,
    List<String> to,
    SSLContext trust,
    Duration patience) {

  public MailSettings {
    to = List.copyOf(to);
  }

  /** What hides the letters on their way to the server. */
  public enum Protection {
    /** RFC 3207, and nothing is sent if the server has it not. */
    STARTTLS,
    /** RFC 8314. */
    TLS,
    /** For a server on this machine. */
    NONE
  }

  /**
   * @param word asked at each sending
   */
  public record Login(String user, Supplier<SecretBytes> word) {}
}
