package io.rotakeep.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link RotakeepClient}. Not thread-safe; the client it makes is. */
public final class RotakeepClientBuilder {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private String address = "127.0.0.1:8740";
  private Duration deadline = DEADLINE;
  private @Nullable Path authority;
  private @Nullable Path certificate;
  private @Nullable Path key;

  RotakeepClientBuilder() {}

  /**
   * Takes over {@code ROTAKEEP_ADDRESS}, {@code ROTAKEEP_CA}, {@code ROTAKEEP_CERT} and {@code
   * ROTAKEEP_KEY} where they are set and not empty.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder environment(Map<String, String> variables) {
    given(variables, "ROTAKEEP_ADDRESS").ifPresent(this::address);
    given(variables, "ROTAKEEP_CA").map(Path::of).ifPresent(this::authority);
    given(variables, "ROTAKEEP_CERT").map(Path::of).ifPresent(file -> certificate = file);
    given(variables, "ROTAKEEP_KEY").map(Path::of).ifPresent(file -> key = file);
    return this;
  }

  private static Optional<String> given(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** {@code host:port} or {@code unix:/path}. Default {@code 127.0.0.1:8740}. */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder address(String daemon) {
    this.address = daemon;
    return this;
  }

  /** PEM file with the certificates that may sign the daemon's. Without it there is no TLS. */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder authority(Path pem) {
    this.authority = pem;
    return this;
  }

  /** PEM files by which the daemon knows the caller: certificate chain and PKCS #8 key. */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder identity(Path certificatePem, Path keyPem) {
    this.certificate = certificatePem;
    this.key = keyPem;
    return this;
  }

  /** How long a call may take that sets no deadline itself. Default 15 s. Streams have none. */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder deadline(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("deadline " + limit + ": must be more than 0");
    }
    this.deadline = limit;
    return this;
  }

  /**
   * Makes the client; connects with the first call.
   *
   * @throws IllegalArgumentException if a setting is wrong, a file cannot be read, or the address
   *     is another machine's and there is no TLS
   */
  public RotakeepClient build() {
    var daemon = Address.parse(address);
    var channel =
        Grpc.newChannelBuilder(daemon.target(), credentials(daemon))
            .intercept(new DefaultDeadline(deadline))
            .build();
    return new RotakeepClient(channel);
  }

  private ChannelCredentials credentials(Address daemon) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "certificate and key (ROTAKEEP_CERT, ROTAKEEP_KEY): give both or neither");
    }
    if (authority != null) {
      return tls(authority);
    }
    if (certificate != null) {
      throw new IllegalArgumentException(
          "a certificate without the authority (ROTAKEEP_CA) that the daemon's is signed by");
    }
    if (!daemon.local()) {
      throw new IllegalArgumentException(
          "address \"%s\": tokens do not travel unencrypted; give the authority (ROTAKEEP_CA) that"
                  .formatted(address)
              + " the daemon's certificate is signed by, or use a loopback address");
    }
    return InsecureChannelCredentials.create();
  }

  private ChannelCredentials tls(Path trusted) {
    var tls = TlsChannelCredentials.newBuilder();
    try {
      tls.trustManager(pem("authority (ROTAKEEP_CA)", trusted, "CERTIFICATE"));
      if (certificate != null && key != null) {
        tls.keyManager(
            pem("certificate (ROTAKEEP_CERT)", certificate, "CERTIFICATE"),
            pem("key (ROTAKEEP_KEY)", key, "PRIVATE KEY"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tls.build();
  }

  private static InputStream pem(String what, Path file, String label) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(what, file), e);
    }
    if (!new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN " + label + "---")) {
      throw new IllegalArgumentException(
          "%s: %s holds no PEM block \"%s\"".formatted(what, file, label));
    }
    return new ByteArrayInputStream(content);
  }
}
