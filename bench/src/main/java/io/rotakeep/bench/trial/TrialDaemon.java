package io.rotakeep.bench.trial;

import io.grpc.ManagedChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.rotakeep.adapter.yaml.AccessRules;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.JwtIssuer;
import io.rotakeep.bench.scale.StoreFill;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.daemon.Daemon;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A daemon in this process with a strict authorization server beside it: policy, audit and
 * durability as in production, on loopback, in a directory that goes with it.
 */
public final class TrialDaemon implements AutoCloseable {
  /** How the ids begin that the application may read. */
  public static final String PREFIX = "hit";

  private static final String KEYS = "pki";

  private final Path directory;
  private final @Nullable Path socket;
  private final @Nullable TrialKeys keys;
  private final ClientLoop loop;
  private final AuthorizationServerDouble server;
  private final Daemon daemon;
  private final ManagedChannel channel;

  private TrialDaemon(
      Path directory,
      @Nullable Path socket,
      @Nullable TrialKeys keys,
      ClientLoop loop,
      AuthorizationServerDouble server,
      Daemon daemon)
      throws IOException {
    this.directory = directory;
    this.socket = socket;
    this.keys = keys;
    this.loop = loop;
    this.server = server;
    this.daemon = daemon;
    this.channel = loop.open(at(), keys == null ? null : keys.operatorContext());
  }

  public static TrialDaemon start(Wire wire, ClientLoop loop) throws IOException {
    return start(wire, loop, 0);
  }

  /**
   * @param stored how many connections {@code hit/…} lie in the store with a living access token
   *     that nobody has asked for yet
   */
  public static TrialDaemon start(Wire wire, ClientLoop loop, int stored) throws IOException {
    return start(wire, null, loop, stored);
  }

  /** Over TLS, for callers with a certificate and for such with a token. */
  public static TrialDaemon trusting(TrialTokens tokens, ClientLoop loop, int stored)
      throws IOException {
    return start(Wire.MUTUAL_TLS, tokens, loop, stored);
  }

  private static TrialDaemon start(
      Wire wire, @Nullable TrialTokens tokens, ClientLoop loop, int stored) throws IOException {
    Path directory = Files.createTempDirectory("rotakeep-bench-");
    TrialKeys keys = wire == Wire.MUTUAL_TLS ? new TrialKeys(directory.resolve(KEYS)) : null;
    List<JwtIssuer> issuers = tokens == null ? List.of() : List.of(tokens.publishedIn(directory));
    AuthorizationServerDouble server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withAccessTokenLife(Duration.ofHours(1)));
    Path socket = wire == Wire.UNIX_SOCKET ? directory.resolve("socket") : null;
    DaemonSettings settings = settings(directory.resolve("data"), socket, keys, issuers);
    var _ = Daemon.initialize(settings);
    TrialDaemon trial =
        new TrialDaemon(directory, socket, keys, loop, server, Daemon.start(settings));
    TrialProvider.apply(server, trial.channel);
    if (stored == 0) {
      return trial;
    }
    trial.channel.shutdownNow();
    trial.daemon.close();
    StoreFill.fill(settings, new StoreFill.Shape(TrialProvider.NAME, PREFIX, stored), _ -> {});
    return new TrialDaemon(directory, socket, keys, loop, server, Daemon.start(settings));
  }

  public AuthorizationServerDouble server() {
    return server;
  }

  /** As the operator, who may do everything. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Where it listens, as a client of ours is told. */
  public String address() {
    return socket == null ? "127.0.0.1:" + daemon.grpcAddress().getPort() : "unix:" + socket;
  }

  /** Where those of its callers are, and their authority's. */
  public Path certificates() {
    return directory.resolve(KEYS);
  }

  private SocketAddress at() {
    return socket == null ? daemon.grpcAddress() : new DomainSocketAddress(socket.toFile());
  }

  /** Another connection, as the application that reads tokens. */
  public ManagedChannel open() throws IOException {
    return loop.open(at(), keys == null ? null : keys.applicationContext());
  }

  /** A connection whose caller shows no certificate. */
  public ManagedChannel openBare() throws IOException {
    return loop.open(at(), keys == null ? null : keys.bareContext());
  }

  /** A bare server that is reached as this daemon is, and answers as this one does for the id. */
  public EchoServer echo(String id) throws IOException {
    GetAccessTokenResponse answer =
        TokenServiceGrpc.newBlockingStub(channel).getAccessToken(TokenCalls.request(id));
    return socket == null
        ? EchoServer.on(keys, answer)
        : EchoServer.on(socket.resolveSibling("echo"), answer);
  }

  /** Adopts that many refresh tokens, each spent when its connection is first asked for. */
  public List<String> adopt(String prefix, int count) throws InterruptedException {
    List<String> ids = ids(prefix, 0, count);
    RegisteredClient client = server.client(ClientKind.PUBLIC);
    Adoption.run(channel, ids, id -> server.grant(client, id, "api"));
    return ids;
  }

  public static List<String> ids(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> prefix + "/" + n).toList();
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    daemon.close();
    server.close();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static DaemonSettings settings(
      Path data, @Nullable Path socket, @Nullable TrialKeys keys, List<JwtIssuer> issuers)
      throws IOException {
    DaemonSettings.Address any = DaemonSettings.Address.parse("127.0.0.1:0");
    DaemonSettings dev = DaemonSettings.dev(data, any, any);
    if (keys != null) {
      return listening(
          dev,
          new DaemonSettings.Listen(any, keys.daemonTls(), null, any, null, null, false, issuers),
          issuers.isEmpty()
              ? List.of(TrialKeys.APPLICATION)
              : List.of(TrialKeys.APPLICATION, TrialTokens.APPLICATION),
          TrialKeys.OPERATOR);
    }
    if (socket == null) {
      return dev;
    }
    String we = "uid:" + Files.getAttribute(socket.getParent(), "unix:uid");
    return listening(
        dev,
        new DaemonSettings.Listen(
            null, null, new DaemonSettings.SocketFile(socket, 0600), any, null, null, false),
        List.of(we),
        we);
  }

  private static DaemonSettings listening(
      DaemonSettings dev, DaemonSettings.Listen listen, List<String> application, String operator) {
    return new DaemonSettings(
        dev.dataDir(),
        dev.witness(),
        listen,
        dev.seal(),
        dev.audit(),
        new AccessRules(
            List.of(
                policy("reports", List.of(TrialKeys.REPORTS), Set.of(Role.READER), "other/*"),
                policy("crm", application, Set.of(Role.READER), "crm", PREFIX + "/*"),
                new Policy(
                    "labelled",
                    application,
                    List.of(),
                    Map.of("team", "bench"),
                    Set.of(Role.READER),
                    null),
                policy("operator", List.of(operator), EnumSet.allOf(Role.class), "**")),
            List.of(),
            1),
        dev.notices(),
        dev.incidents(),
        dev.egress(),
        new DaemonSettings.Load(256, 100_000, 50),
        "bench");
  }

  private static Policy policy(String name, List<String> callers, Set<Role> roles, String... ids) {
    return new Policy(name, callers, List.of(ids), roles, null);
  }
}
