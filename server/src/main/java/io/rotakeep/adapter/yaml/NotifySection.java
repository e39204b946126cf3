package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.NoticeSettings.Smtp;
import io.rotakeep.adapter.yaml.NoticeSettings.Webhook;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the key {@code notify}: who is told of incidents without asking. */
final class NotifySection {
  private static final Key.Omissible<List<Webhook>> WEBHOOKS =
      Key.omissible(
          "webhooks",
          Kind.listOf(Kind.section(WebhookSection.KEYS)).then(NotifySection::webhooks),
          "[{name: ops, url: 'https://hooks.example.com/rotakeep', secret: {file:"
              + " /run/secrets/webhook}}]",
          "Addresses that get a signed POST for each incident that opens, is raised, acknowledged"
              + " or resolved. By the proxy of egress, if there is one.");

  private static final Key.Omissible<Smtp> SMTP =
      Key.omissible(
          "smtp",
          Kind.mapping(SmtpSection.KEYS, SmtpSection::read),
          "{host: mail.example.com, from: rotakeep@example.com, to: [security@example.com]}",
          "The same by mail.");

  static final Keys KEYS = Keys.of(WEBHOOKS, SMTP).withAnyOf(WEBHOOKS, SMTP);

  private NotifySection() {}

  static NoticeSettings read(Section section) {
    List<Webhook> webhooks = section.find(WEBHOOKS).orElse(List.of());
    Smtp smtp = section.find(SMTP).orElse(null);
    if (webhooks.isEmpty() && smtp == null) {
      throw section.missing("webhooks", "write webhooks: […] or smtp: {…}");
    }
    return new NoticeSettings(webhooks, smtp);
  }

  private static List<Webhook> webhooks(Setting list) {
    Set<String> names = new HashSet<>();
    return list.items().stream()
        .map(
            item -> {
              Section section = item.section(WebhookSection.KEYS);
              Webhook webhook = WebhookSection.read(section);
              if (!names.add(webhook.name())) {
                throw section.refused(
                    WebhookSection.NAME, "is the name of a webhook above; give each its own");
              }
              return webhook;
            })
        .toList();
  }
}
