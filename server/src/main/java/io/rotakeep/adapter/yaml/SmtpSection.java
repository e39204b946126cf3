package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.NoticeSettings.MailTls;
import io.rotakeep.adapter.yaml.NoticeSettings.Smtp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code notify.smtp}. */
final class SmtpSection {
  private static final int HIGHEST_PORT = 65_535;

  private static final Key.Required<String> HOST =
      Key.required(
          "host",
          Kind.matching("[A-Za-z0-9.-]{1,253}|[0-9a-fA-F:]{2,45}", "must be a host or an address"),
          "mail.example.com",
          "The mail server. It is reached straight, not by the proxy of egress.");

  private static final Key.Omissible<Integer> PORT =
      Key.omissible(
          "port",
          Kind.whole(1),
          "587",
          "Default: 587 with tls: starttls, 465 with tls, 25 with none.");

  private static final Key.Defaulted<MailTls> TLS =
      Key.defaulted(
          "tls",
          Kind.constant(MailTls.values()),
          "starttls",
          "starttls: required, nothing is sent without it. tls: from the first byte. none: on"
              + " loopback only. The certificate is checked as the JDK does.");

  private static final Key.Omissible<String> USER =
      Key.omissible("user", Kind.TEXT, "rotakeep", "Whom the server knows us as, if it asks.");

  private static final Key.Omissible<SecretPlace> PASSWORD =
      Key.omissible(
          "password",
          SecretPlace.kind(),
          "{file: /run/secrets/smtp-password}",
          "Goes with user. Read at each sending.");

  private static final Key.Required<String> FROM =
      Key.required("from", address(), "rotakeep@example.com", "Who writes.");

  private static final Key.Required<List<String>> TO =
      Key.required("to", Kind.listOf(address()), "[security@example.com]", "Who is written to.");

  static final Keys KEYS =
      Keys.of(HOST, PORT, TLS, USER, PASSWORD, FROM, TO, WantedKeys.MIN_SEVERITY, WantedKeys.KINDS);

  private SmtpSection() {}

  static Smtp read(Section section) {
    String host = section.get(HOST);
    MailTls tls = section.get(TLS);
    int port = section.find(PORT).orElse(tls.port());
    if (port > HIGHEST_PORT) {
      throw section.refused(PORT, "must be from 1 to 65535");
    }
    Address server = new Address(host, port);
    if (tls == MailTls.NONE && !server.isLoopback()) {
      throw section.refused(TLS, "none is for loopback only; write starttls or tls");
    }
    return new Smtp(
        server, tls, login(section), section.get(FROM), section.get(TO), WantedKeys.read(section));
  }

  private static Smtp.@Nullable Login login(Section section) {
    String user = section.find(USER).orElse(null);
    SecretPlace password = section.find(PASSWORD).orElse(null);
    if ((user == null) != (password == null)) {
      throw section.refused(user == null ? USER : PASSWORD, "write both user and password");
    }
    return user == null || password == null ? null : new Smtp.Login(user, password);
  }

  private static Kind<String> address() {
    return Kind.matching(
        "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}",
        "must be one bare address, such as security@example.com");
  }
}
