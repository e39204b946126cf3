package io.rotakeep.adapter.notify;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.notice.NoticeChannel;
import io.rotakeep.core.secret.SecretBytes;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Writes notices as plain mail, each on a connection of its own to one server. */
public final class MailChannel implements NoticeChannel {
  private final MailSettings settings;

  /** So many answers a server gives until it has a letter; each may take the whole patience. */
  private static final int ANSWERS_OF_A_LETTER = 8;

  private final String node;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param node the name of this daemon
   */
  public MailChannel(MailSettings settings, String node) {
    this.settings = settings;
    this.node = node;
  }

  /**
   * On a thread of the system's: while a name is looked up, a virtual one would hold what refreshes
   * run on. One letter at a time, so that a server which never ends leaves one thread behind.
   */
  @Override
  public Delivery tell(Notice notice) {
    if (!turn.tryAcquire()) {
      return new Delivery.Failed("the letter before is still being sent");
    }
    var told = new CompletableFuture<Delivery>();
    Thread.ofPlatform()
        .daemon()
        .name("rotakeep-mail")
        .start(
            () -> {
              try {
                told.complete(send(notice));
              } catch (RuntimeException e) {
                told.completeExceptionally(e);
              } finally {
                turn.release();
              }
            });
    try {
      return told.get(
          settings.patience().multipliedBy(ANSWERS_OF_A_LETTER).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return new Delivery.Failed("the server does not answer in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("broken off");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a letter could not be made", e.getCause());
    }
  }

  private Delivery send(Notice notice) {
    Session session = Session.getInstance(properties());
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage letter = Letter.of(session, notice, settings, node);
      connect(transport);
      transport.sendMessage(letter, letter.getAllRecipients());
      return new Delivery.Delivered();
    } catch (InvalidFieldException _) {
      return new Delivery.Failed("its password cannot be read; look at notify.smtp");
    } catch (MessagingException e) {
      return new Delivery.Failed(cause(e));
    }
  }

  /** The library knows passwords as text only; this one is text for the length of a call. */
  private void connect(Transport transport) throws MessagingException {
    MailSettings.Login login = settings.login();
    if (login == null) {
      transport.connect(settings.host(), settings.port(), null, null);
      return;
    }
    try (SecretBytes word = login.word().get()) {
      transport.connect(
          settings.host(),
          settings.port(),
          login.user(),
          word.read(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  private Properties properties() {
    String patience = Long.toString(settings.patience().toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", patience);
    properties.setProperty("mail.smtp.timeout", patience);
    properties.setProperty("mail.smtp.writetimeout", patience);
    properties.setProperty("mail.smtp.localhost", node);
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.login() != null));
    properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.sendpartial", "false");
    properties.put("mail.smtp.ssl.socketFactory", settings.trust().getSocketFactory());
    switch (settings.protection()) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    return properties;
  }

  /** In words of ours: what a server says may repeat an address. */
  private static String cause(MessagingException failure) {
    return switch (failure) {
      case AuthenticationFailedException _ -> "the server refuses user or password";
      case SendFailedException _ -> "the server refuses sender, recipient or letter";
      default -> cause(failure.getNextException());
    };
  }

  private static String cause(@Nullable Exception beneath) {
    return switch (beneath) {
      case null -> "the server does not speak SMTP as it should, or has no STARTTLS";
      case UnknownHostException _ -> "the host has no address";
      case ConnectException _ -> "nothing listens there";
      case SocketTimeoutException _ -> "the server does not answer in time";
      case SSLException _ -> "TLS failed: its certificate is not trusted, or not for this host";
      case MessagingException inner -> cause(inner.getNextException());
      default -> "the connection broke";
    };
  }
}
