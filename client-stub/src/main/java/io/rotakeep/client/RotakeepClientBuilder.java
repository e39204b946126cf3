package io.rotakeep.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.rotakeep.client.internal.bearer.TokenFile;
import io.rotakeep.client.internal.channel.Address;
import io.rotakeep.client.internal.tls.PemCredentials;
import io.rotakeep.client.internal.watch.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link RotakeepClient}. Not thread-safe; the client it makes is. */
public final class RotakeepClientBuilder {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final Duration MAX_STALE = Duration.ofMinutes(5);

  /** The daemon closes connections that ping more often than every 30 s. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(35);

  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(10);

  private List<String> addresses = List.of("127.0.0.1:8740");
  private Duration deadline = DEADLINE;
  private Duration maxStale = MAX_STALE;
  private Clocks clocks = Clocks.ofThisMachine();
  private @Nullable Watch watch;
  private @Nullable Path authority;
  private @Nullable Path certificate;
  private @Nullable Path key;
  private @Nullable Path tokenFile;

  RotakeepClientBuilder() {}

  /**
   * Takes over {@code ROTAKEEP_ADDRESS}, {@code ROTAKEEP_CA}, {@code ROTAKEEP_CERT}, {@code
   * ROTAKEEP_KEY} and {@code ROTAKEEP_TOKEN_FILE} where they are set and not empty.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder environment(Map<String, String> variables) {
    given(variables, "ROTAKEEP_ADDRESS").ifPresent(this::address);
    given(variables, "ROTAKEEP_CA").map(Path::of).ifPresent(this::authority);
    given(variables, "ROTAKEEP_CERT").map(Path::of).ifPresent(file -> certificate = file);
    given(variables, "ROTAKEEP_KEY").map(Path::of).ifPresent(file -> key = file);
    given(variables, "ROTAKEEP_TOKEN_FILE").map(Path::of).ifPresent(this::tokenFile);
    return this;
  }

  private static Optional<String> given(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * {@code host:port} or {@code unix:/path}. Default {@code 127.0.0.1:8740}. If the name has
   * several addresses, calls are spread over them.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder address(String daemon) {
    return addresses(daemon);
  }

  /**
   * Several daemons, each {@code host:port}. Calls are spread over those that can be reached; the
   * watch stays with one and moves when it is lost.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder addresses(String... daemons) {
    if (daemons.length == 0) {
      throw new IllegalArgumentException("addresses: at least one daemon is needed");
    }
    this.addresses = List.of(daemons);
    return this;
  }

  /**
   * PEM file with the certificates that may sign the daemon's. Without it there is no TLS. Like
   * those of {@link #identity} it may be replaced at any time: new connections use the new one.
   */
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

  /**
   * A file with the token by which the daemon knows the caller, in place of {@link #identity}: that
   * of a cluster's service account, or of an OpenID provider. Sent over TLS or to a unix socket
   * only. It may be replaced at any time; calls take the new one within a second.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder tokenFile(Path file) {
    this.tokenFile = file;
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
   * Which tokens to keep at hand. Without it each request is a call, which suits programs that ask
   * once; whatever runs on should watch.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder watch(Watch connections) {
    this.watch = connections;
    return this;
  }

  /**
   * How long watched tokens are used after the daemon was last heard, at most; so how much later
   * than elsewhere a revocation may count here while the daemon cannot be reached. Default 5
   * minutes; 0 uses none without the daemon's word, and so makes each request a call.
   */
  @CanIgnoreReturnValue
  public RotakeepClientBuilder maxStale(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("max_stale " + limit + ": must not be negative");
    }
    this.maxStale = limit;
    return this;
  }

  @CanIgnoreReturnValue
  RotakeepClientBuilder clocks(Clocks machine) {
    this.clocks = machine;
    return this;
  }

  /**
   * Makes the client; connects with the first call, or at once to watch.
   *
   * @throws IllegalArgumentException if a setting is wrong, a file cannot be read, or an address is
   *     another machine's and there is no TLS
   */
  public RotakeepClient build() {
    var daemons = addresses.stream().map(Address::parse).toList();
    var token = token(daemons);
    var channel =
        Grpc.newChannelBuilder(Address.target(daemons), shown(credentials(daemons), token))
            .defaultLoadBalancingPolicy(daemons.get(0).isUnix() ? "pick_first" : "round_robin")
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_ANSWER.toSeconds(), TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .build();
    return new RotakeepClient(
        channel, new RotakeepClient.Settings(deadline, watch, maxStale, clocks, token));
  }

  private @Nullable TokenFile token(List<Address> daemons) {
    if (tokenFile == null) {
      return null;
    }
    if (certificate != null) {
      throw new IllegalArgumentException(
          "a token file (ROTAKEEP_TOKEN_FILE) and a certificate (ROTAKEEP_CERT): give one of the"
              + " two, since the daemon refuses both together");
    }
    if (authority == null && !daemons.stream().allMatch(Address::isUnix)) {
      throw new IllegalArgumentException(
          "token file (ROTAKEEP_TOKEN_FILE): a token does not travel unencrypted; give the"
              + " authority (ROTAKEEP_CA) that the daemon's certificate is signed by, or use a unix"
              + " socket");
    }
    return new TokenFile(tokenFile, clocks::nanos);
  }

  private static ChannelCredentials shown(
      ChannelCredentials connection, @Nullable TokenFile token) {
    return token == null ? connection : CompositeChannelCredentials.create(connection, token);
  }

  private ChannelCredentials credentials(List<Address> daemons) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "certificate and key (ROTAKEEP_CERT, ROTAKEEP_KEY): give both or neither");
    }
    if (authority != null) {
      return PemCredentials.of(
          authority,
          certificate == null || key == null ? null : new PemCredentials.Pair(certificate, key));
    }
    if (certificate != null) {
      throw new IllegalArgumentException(
          "a certificate without the authority (ROTAKEEP_CA) that the daemon's is signed by");
    }
    for (Address daemon : daemons) {
      if (!daemon.local()) {
        throw new IllegalArgumentException(
            "address \"%s\": tokens do not travel unencrypted; give the authority (ROTAKEEP_CA)"
                    .formatted(daemon.text())
                + " that the daemon's certificate is signed by, or use a loopback address");
      }
    }
    return InsecureChannelCredentials.create();
  }
}
