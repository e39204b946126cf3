package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.NoticeSettings.Webhook;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.notice.WebhookKey;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.SafeAddress;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/** Reads one item of {@code notify.webhooks}. */
final class WebhookSection {
  static final Key.Required<String> NAME =
      Key.required(
          "name",
          Kind.matching(
              "(?!smtp$)[a-z0-9][a-z0-9-]{0,31}",
              "must be 1 to 32 characters of a-z 0-9 -, begin with no - and not be smtp"),
          "ops",
          "What logs, metrics and operator test-notify call it. Under another name all that stands"
              + " is told anew.");

  private static final Key.Required<URI> URL =
      Key.required(
          "url",
          Kind.text(TextRules.URL, "", TextRules::url).then(WebhookSection::address),
          "https://hooks.example.com/rotakeep",
          "Where to POST: https, plain http on loopback only. Whoever knows it can be told from"
              + " others by the signature alone.");

  private static final Key.Required<SecretPlace> SECRET =
      Key.required(
          "secret",
          SecretPlace.kind().then(WebhookSection::secret),
          "{file: /run/secrets/webhook}",
          "The key of the signature as Standard Webhooks writes it: whsec_ and Base64 of 24 to 64"
              + " bytes. Read at each sending.");

  static final Keys KEYS = Keys.of(NAME, URL, SECRET, WantedKeys.MIN_SEVERITY, WantedKeys.KINDS);

  private WebhookSection() {}

  static Webhook read(Section section) {
    return new Webhook(
        section.get(NAME), section.get(URL), section.get(SECRET), WantedKeys.read(section));
  }

  private static URI address(Setting setting) {
    return setting.as(
        text -> {
          TextRules.url(text)
              .ifPresent(
                  rule -> {
                    throw new InvalidFieldException("url", rule);
                  });
          URI address = URI.create(text);
          SafeAddress.checkOutbound("url", address, AddressGuard.PRIVATE_TOO);
          return address;
        });
  }

  private static SecretPlace secret(Setting setting) {
    SecretPlace place = SecretPlace.kind().reader().apply(setting);
    try (SecretBytes written = place.read(System.getenv());
        SecretBytes _ = WebhookKey.read(written)) {
      return place;
    } catch (InvalidFieldException e) {
      throw setting.refused(e.rule());
    }
  }
}
