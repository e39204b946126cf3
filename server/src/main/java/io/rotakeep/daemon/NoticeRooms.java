package io.rotakeep.daemon;

import io.rotakeep.adapter.notify.MailChannel;
import io.rotakeep.adapter.notify.MailSettings;
import io.rotakeep.adapter.notify.WebhookChannel;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.NoticeSettings;
import io.rotakeep.adapter.yaml.SecretPlace;
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
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Who is told of incidents, and by which way. */
final class NoticeRooms {
  private static final String MAIL = "smtp";
  private static final Duration MAIL_PATIENCE = Duration.ofSeconds(10);

  private NoticeRooms() {}

  /** Begins to tell what the receivers lack. */
  static Notices start(Premises premises, CoreRooms core) {
    Surroundings around = premises.around();
    InstantSource clock = premises.clock();
    return Notices.start(
        receivers(premises.settings(), around.outside(), clock),
        new Dispatch(
            core.incidents.incidents(),
            premises.files().stores().noticeMarks(),
            around.meters().notices(),
            Insistence.DEFAULT,
            clock,
            premises.chance().random()),
        premises.audit());
  }

  /** What the receivers are called. */
  static List<String> names(DaemonSettings settings) {
    return Stream.concat(
            settings.notices().webhooks().stream().map(NoticeSettings.Webhook::name),
            Stream.ofNullable(settings.notices().smtp()).map(_ -> MAIL))
        .toList();
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
              MAIL,
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
