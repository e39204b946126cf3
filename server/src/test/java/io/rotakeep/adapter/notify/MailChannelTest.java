package io.rotakeep.adapter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.rotakeep.adapter.notify.MailSettings.Protection;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.secret.SecretBytes;
import jakarta.mail.internet.MimeMessage;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real SMTP server on loopback. */
class MailChannelTest {
  private static final String WORD = "the-mail-word";

  private final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS),
          });

  @BeforeEach
  void start() {
    server.start();
    server.setUser("rotakeep@example.com", "rotakeep", WORD);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void writesToEachWhatIsKnownInWordsOfOurs() throws Exception {
    Delivery delivery = channel(Protection.NONE, login(WORD)).tell(SampleNotices.opened());

    assertThat(delivery).isEqualTo(new Delivery.Delivered());
    assertThat(server.getReceivedMessages()).hasSize(2);
    MimeMessage letter = server.getReceivedMessages()[0];
    assertThat(letter.getSubject())
        .isEqualTo(
            "[rotakeep] HIGH: a refresh token was refused and nothing of ours explains it ("
                + SampleNotices.ID
                + ")");
    assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    String whole = GreenMailUtil.getWholeMessage(letter);
    assertThat(whole)
        .contains(
            "Severity:    HIGH",
            "Provider:    salesforce",
            "Connections: 30",
            "Opened:      2026-11-27T14:00:00Z (UTC)",
            "rotakeep incident show " + SampleNotices.ID)
        .doesNotContain(SampleNotices.UNSPEAKABLE, WORD);
  }

  @Test
  void writesTheSameMessageIdAgain() throws Exception {
    var _ = channel(Protection.NONE, null).tell(SampleNotices.opened());
    var _ = channel(Protection.NONE, null).tell(SampleNotices.opened());

    assertThat(server.getReceivedMessages())
        .extracting(MimeMessage::getMessageID)
        .containsOnly("<" + SampleNotices.ID + "-opened.a.rotakeep@example.com>");
  }

  @Test
  void saysThatTheServerRefusesThePassword() {
    assertThat(channel(Protection.NONE, login("another")).tell(trial()))
        .isEqualTo(new Delivery.Failed("the server refuses user or password"));
  }

  @Test
  void sendsNothingWhereStarttlsIsMissing() {
    assertThat(channel(Protection.STARTTLS, login(WORD)).tell(trial()))
        .isInstanceOf(Delivery.Failed.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void trustsNoCertificateThatNobodyVouchesFor() {
    assertThat(channel(Protection.TLS, null).tell(trial()))
        .isEqualTo(
            new Delivery.Failed(
                "TLS failed: its certificate is not trusted, or not for this host"));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void saysThatNothingListensAndThatThePasswordIsLost() {
    MailSettings.Login lost =
        new MailSettings.Login(
            "rotakeep",
            () -> {
              throw new InvalidFieldException("password", "cannot be read");
            });

    assertThat(channel(Protection.NONE, lost).tell(trial()))
        .isEqualTo(new Delivery.Failed("its password cannot be read; look at notify.smtp"));
    MailChannel gone = channel(Protection.NONE, null);
    server.stop();
    assertThat(gone.tell(trial())).isEqualTo(new Delivery.Failed("nothing listens there"));
  }

  private MailChannel channel(Protection protection, MailSettings.@Nullable Login login) {
    int port =
        protection == Protection.TLS ? server.getSmtps().getPort() : server.getSmtp().getPort();
    return new MailChannel(
        new MailSettings(
            "127.0.0.1",
            port,
            protection,
            login,
            "rotakeep@example.com",
            List.of("security@example.com", "soc@example.com"),
            trust(),
            Duration.ofSeconds(10)),
        "a");
  }

  private static MailSettings.Login login(String word) {
    return new MailSettings.Login("rotakeep", () -> SecretBytes.copyOfAscii(word));
  }

  private static Notice trial() {
    return new Notice.Trial("test-1", Instant.parse("2026-11-27T14:00:00Z"));
  }

  private static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
