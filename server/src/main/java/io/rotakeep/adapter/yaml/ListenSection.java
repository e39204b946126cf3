package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.Tls;
import io.rotakeep.core.provider.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code listen}: addresses and certificates. */
final class ListenSection {
  static final Address GRPC = new Address("127.0.0.1", 8740);
  static final Address HTTP = new Address("127.0.0.1", 8741);

  private static final String TLS_MEND =
      "callers are known by their certificates; write tls: {cert: …, key: …, client_ca: …}";

  private ListenSection() {}

  static Listen read(Setting listen) {
    Section section = listen.section("grpc", "unix", "http", "metrics");
    section.refuseForNow("unix", "leave it out and call by listen.grpc");
    Section grpc =
        section
            .require("grpc", "write grpc: {tls: {cert: …, key: …, client_ca: …}}")
            .section("address", "tls", "reflection");
    Optional<Section> http = section.find("http").map(it -> it.section("address", "public_url"));
    Listen read =
        new Listen(
            grpc.find("address").map(ListenSection::address).orElse(GRPC),
            tls(grpc.require("tls", TLS_MEND)),
            http.flatMap(it -> it.find("address")).map(ListenSection::address).orElse(HTTP),
            section.find("metrics").map(ListenSection::metrics).orElse(null),
            http.flatMap(it -> it.find("public_url")).map(ListenSection::publicUrl).orElse(null),
            grpc.find("reflection").map(Setting::flag).orElse(false));
    requireDifferent(section, read);
    return read;
  }

  private static Address address(Setting setting) {
    return setting.as(Address::parse);
  }

  private static Address metrics(Setting setting) {
    return address(setting.section("address").require("address", "write address: 127.0.0.1:8742"));
  }

  private static Tls tls(Setting setting) {
    Section section = setting.section("cert", "key", "client_ca");
    return new Tls(
        existing(section.require("cert", "write cert: and the path of a PEM file")),
        existing(section.require("key", "write key: and the path of a PEM file")),
        existing(section.require("client_ca", "write client_ca: and the path of a PEM file")));
  }

  private static Path existing(Setting setting) {
    Path file = setting.path();
    if (!Files.isRegularFile(file)) {
      throw setting.refused(file + " is no file; make one, or correct the path");
    }
    if (!Files.isReadable(file)) {
      throw setting.refused(file + " is not readable for this user; chown or chmod it");
    }
    return file;
  }

  private static URI publicUrl(Setting setting) {
    return setting.as(
        text -> {
          URI url = url(setting, text);
          SafeAddress.check("public_url", url);
          if (url.getRawQuery() != null) {
            throw setting.refused("must have no query (?…)");
          }
          return url;
        });
  }

  private static URI url(Setting setting, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw setting.refused("must be a URL, such as https://tokens.example.com");
    }
  }

  private static void requireDifferent(Section section, Listen read) {
    if (isSame(read.grpc(), read.http())) {
      throw section
          .require("grpc", "")
          .refused("has the address of listen.http; give each its own port");
    }
    if (isSame(read.grpc(), read.metrics()) || isSame(read.http(), read.metrics())) {
      throw section
          .require("metrics", "")
          .refused("has the address of another listener; leave it out to share listen.http");
    }
  }

  private static boolean isSame(Address one, @Nullable Address other) {
    return one.equals(other) && one.port() != 0;
  }
}
