package io.rotakeep.adapter.notify;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.notice.NoticeWords;
import io.rotakeep.core.provider.ProviderName;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A notice as a letter, whose Message-ID is the same each time it is sent. */
final class Letter extends MimeMessage {
  private static final String UTF_8 = "UTF-8";

  private final String messageId;

  private Letter(Session session, String messageId) {
    super(session);
    this.messageId = messageId;
  }

  static MimeMessage of(Session session, Notice notice, MailSettings settings, String node)
      throws MessagingException {
    String domain = settings.from().substring(settings.from().indexOf('@') + 1);
    Letter letter =
        new Letter(session, "<" + notice.id() + "." + node + ".rotakeep@" + domain + ">");
    letter.setFrom(new InternetAddress(settings.from(), true));
    for (String to : settings.to()) {
      letter.addRecipient(RecipientType.TO, new InternetAddress(to, true));
    }
    letter.setSubject("[rotakeep] " + NoticeWords.subject(notice), UTF_8);
    letter.setSentDate(Date.from(notice.time()));
    letter.setHeader("Auto-Submitted", "auto-generated");
    letter.setText(text(notice, node), UTF_8);
    letter.saveChanges();
    return letter;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }

  private static String text(Notice notice, String node) {
    StringBuilder text = new StringBuilder(500).append(NoticeWords.subject(notice)).append("\n\n");
    line(text, "Daemon", node);
    switch (notice) {
      case Notice.Trial trial ->
          line(text, "Sent", trial.time().truncatedTo(ChronoUnit.SECONDS).toString());
      case Notice.OfIncident about -> incident(text, about.incident());
    }
    String next = NoticeWords.nextStep(notice);
    if (!next.isEmpty()) {
      text.append("\nWhat to do next:\n  ").append(next).append('\n');
    }
    return text.append("\nWhat it means: ").append(NoticeWords.DOCS).append('\n').toString();
  }

  private static void incident(StringBuilder text, Incident incident) {
    ProviderName provider = incident.concerned().provider();
    List<ConnectionId> named = incident.concerned().connections();
    line(text, "Incident", incident.id().value());
    line(text, "Kind", incident.kind().name());
    line(text, "Severity", incident.severity().name());
    line(text, "State", incident.progress().state().name());
    line(text, "Compromise", incident.likelihood());
    line(text, "Opened", incident.opened().truncatedTo(ChronoUnit.SECONDS) + " (UTC)");
    line(text, "Changed", incident.updated().truncatedTo(ChronoUnit.SECONDS) + " (UTC)");
    line(text, "Provider", provider == null ? "several, or none" : provider.value());
    line(text, "Connections", Long.toString(incident.concerned().count()));
    if (!named.isEmpty()) {
      line(
          text,
          "such as",
          named.stream()
              .limit(NoticeJson.MOST_CONNECTIONS)
              .map(ConnectionId::value)
              .collect(Collectors.joining(", ")));
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-13s%s\n", name + ":", value));
  }
}
