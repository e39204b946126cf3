package io.rotakeep.daemon;

import io.rotakeep.adapter.notify.MailChannel;
import io.rotakeep.adapter.notify.MailSettings;
import io.rotakeep.adapter.notify.WebhookChannel;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.NoticeSettings;
import io.rotakeep.adapter.yaml.SecretPlace;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.notice.Dispatch;
import io.rotakeep.core.notice.Insistence;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.notice.Receiver;
import io.rotakeep.core.notice.WebhookPost;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Who is told of incidents, and by which way. */
final class NoticeRooms {
  private static final Duration MAIL_PATIENCE = Duration.ofSeconds(10);

  private NoticeRooms() {}

  /** Begins to tell what the receivers lack. */
  static Notices start(
      DaemonSettings settings,
      CoreRooms core,
      StoreFiles files,
      Surroundings around,
      AuditDevice audit,
      CoreRooms.Chance chance) {
    List<Receiver> receivers = receivers(settings, around.outside(), chance.clock());
    Notices notices =
        Notices.start(
            receivers,
            new Dispatch(
                core.incidents.incidents(),
                files.stores().noticeMarks(),
                around.meters().notices(),
                Insistence.DEFAULT,
                chance.clock(),
                chance.random()),
            audit);
    for (Receiver receiver : receivers) {
      String name = receiver.name();
      around.meters().showWaitingNotices(name, () -> notices.waiting(name));
    }
    return notices;
  }

  private static List<Receiver> receivers(
      DaemonSettings settings, OutsideWorld outside, InstantSource clock) {
    WebhookPost post = outside.webhooks();
    List<Receiver> receivers = new ArrayList<>();
    for (NoticeSettings.Webhook webhook : settings.notices().webhooks()) {
      receivers.add(
          new Receiver(
              webhook.name(),
              webhook.url().getHost(),
              webhook.wanted(),
              new WebhookChannel(
                  webhook.url(), in(webhook.secret()), post, settings.node(), clock)));
    }
    NoticeSettings.Smtp smtp = settings.notices().smtp();
    if (smtp != null) {
      receivers.add(
          new Receiver(
              "smtp",
              smtp.server().host(),
              smtp.wanted(),
              new MailChannel(mail(smtp, outside.tls()), settings.node())));
    }
    return receivers;
  }

  private static MailSettings mail(NoticeSettings.Smtp smtp, SSLContext trust) {
    NoticeSettings.Smtp.Login login = smtp.login();
    return new MailSettings(
        smtp.server().host(),
        smtp.server().port(),
        switch (smtp.tls()) {
          case STARTTLS -> MailSettings.Protection.STARTTLS;
          case TLS -> MailSettings.Protection.TLS;
          case NONE -> MailSettings.Protection.NONE;
        },
        login == null ? null : new MailSettings.Login(login.user(), in(login.password())),
        smtp.from(),
        smtp.to(),
        trust,
        MAIL_PATIENCE);
  }

  private static Supplier<SecretBytes> in(SecretPlace place) {
    return () -> place.read(System.getenv());
  }
}
