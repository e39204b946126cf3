package io.rotakeep.adapter.yaml;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.SealKind;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon's file says, checked and with defaults filled in.
 *
 * @param dataDir journal, database, sealed keys and the lock
 * @param witness a file on another path, best on another disk
 * @param audit where audit records go, at least one
 * @param access who may do what, how much of it, and what needs a second person
 * @param notices who is told of incidents
 * @param incidents what is done on suspicion without a person's word
 * @param egress how it leaves, and from which addresses providers see it come
 * @param limits how much is asked of one host of a provider
 * @param node the name of this node in journals and logs
 */
public record DaemonSettings(
    Path dataDir,
    Path witness,
    Listen listen,
    SealSettings seal,
    List<AuditSettings> audit,
    AccessRules access,
    NoticeSettings notices,
    OnSuspicion incidents,
    Egress egress,
    Load limits,
    String node) {

  public DaemonSettings {
    audit = List.copyOf(audit);
  }

  /**
   * Settings for trying things out: no TLS, the seal's key beside what it seals, and a caller who
   * may do everything. Therefore only this machine reaches it.
   *
   * @throws InvalidFieldException naming the option if an address is not loopback
   */
  public static DaemonSettings dev(Path dataDir, Address grpc, Address http) {
    requireLoopback("--grpc-address", grpc);
    requireLoopback("--http-address", http);
    Path dir = dataDir.toAbsolutePath().normalize();
    URI publicUrl = http.port() == 0 ? null : URI.create("http://" + http);
    return new DaemonSettings(
        dir,
        besides(dir),
        new Listen(grpc, null, null, http, null, publicUrl, true),
        new SealSettings(SealKind.KEY_FILE, dir.resolve("seal.key"), null),
        List.of(AuditSettings.File.of(dir.resolve("audit.jsonl"))),
        AccessRules.forDevelopment(),
        NoticeSettings.NOBODY,
        OnSuspicion.DEFAULT,
        Egress.UNDECLARED,
        Load.DEFAULT,
        "dev");
  }

  /** The same with what has been read anew of callers. */
  public DaemonSettings with(AccessRules read) {
    return new DaemonSettings(
        dataDir, witness, listen, seal, audit, read, notices, incidents, egress, limits, node);
  }

  /**
   * @param revokeUpstream whether the provider is told at once to end a grant under suspicion
   */
  public record OnSuspicion(boolean revokeUpstream) {
    static final OnSuspicion DEFAULT = new OnSuspicion(false);
  }

  /**
   * @param atOnce token requests under way at one host
   * @param perSecond token requests begun at one host
   * @param rewraps records encrypted anew in a second, after a new key term
   */
  public record Load(int atOnce, int perSecond, int rewraps) {
    static final Load DEFAULT = new Load(32, 200, 50);
  }

  /**
   * @param proxy null to go straight
   * @param addresses of ours as providers see them, or of the proxy; none if not declared
   */
  public record Egress(@Nullable Proxy proxy, List<String> addresses) {
    public static final Egress UNDECLARED = new Egress(null, List.of());

    public Egress {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * What passes our connections on.
   *
   * @param login null if it asks for none
   */
  public record Proxy(Address address, @Nullable Login login) {
    /** Where user and password are. */
    public record Login(SecretPlace user, SecretPlace password) {}
  }

  /** Where the witness is unless somebody says otherwise. */
  static Path besides(Path dataDir) {
    return dataDir.resolveSibling(dataDir.getFileName() + "-witness").resolve("witness");
  }

  private static void requireLoopback(String option, Address address) {
    if (!address.isLoopback()) {
      throw new InvalidFieldException(
          option,
          "must be loopback with --dev, such as 127.0.0.1:%d; use --config to listen elsewhere"
              .formatted(address.port()));
    }
  }

  /**
   * Where the daemon listens; port 0 takes a free one.
   *
   * @param grpc null if callers come by the socket only
   * @param tls null without {@code grpc}; beside it only on loopback, for development
   * @param unix null if callers come by {@code grpc} only
   * @param metrics null to serve metrics and health beside the callback
   * @param publicUrl how browsers reach the callback; null if they do not, or if a port 0 decides
   * @param reflection whether the gRPC surface describes itself
   * @param jwt whose tokens name callers, beside certificates and users
   */
  public record Listen(
      @Nullable Address grpc,
      @Nullable Tls tls,
      @Nullable SocketFile unix,
      Address http,
      @Nullable Address metrics,
      @Nullable URI publicUrl,
      boolean reflection,
      List<JwtIssuer> jwt) {
    public Listen {
      jwt = List.copyOf(jwt);
    }

    /** Without tokens. */
    public Listen(
        @Nullable Address grpc,
        @Nullable Tls tls,
        @Nullable SocketFile unix,
        Address http,
        @Nullable Address metrics,
        @Nullable URI publicUrl,
        boolean reflection) {
      this(grpc, tls, unix, http, metrics, publicUrl, reflection, List.of());
    }

    /** Whether callers are believed without proof. */
    public boolean isForDevelopment() {
      return grpc != null && tls == null;
    }
  }

  /**
   * A unix socket, whose callers are known by their user and group.
   *
   * @param mode the permissions of the file, which decide who may connect
   */
  public record SocketFile(Path path, int mode) {}

  /** A host and a port. */
  public record Address(String host, int port) {
    static final Pattern WRITTEN =
        Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9.-]{1,253})):(\\d{1,5})");

    /**
     * Reads {@code host:port} or {@code [::1]:port}.
     *
     * @throws InvalidFieldException if the text is neither
     */
    public static Address parse(String text) {
      if (text.startsWith("unix:")) {
        throw new InvalidFieldException(
            "address", "must be host:port; a socket file goes to listen.unix");
      }
      Matcher match = WRITTEN.matcher(text);
      if (!match.matches()) {
        throw new InvalidFieldException("address", "must be host:port, such as 127.0.0.1:8740");
      }
      int port = Integer.parseInt(match.group(3));
      if (port > 65_535) {
        throw new InvalidFieldException("address", "must have a port from 0 to 65535");
      }
      boolean bracketed = match.group(1) != null;
      String host = bracketed ? match.group(1) : match.group(2);
      if (bracketed && !isLiteral(host)) {
        throw new InvalidFieldException("address", "must have an IPv6 address in its brackets");
      }
      return new Address(host, port);
    }

    /** Told from the text: no name is looked up. */
    public boolean isLoopback() {
      return host.equals("localhost")
          || (isLiteral(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
    }

    private static boolean isLiteral(String host) {
      try {
        return InetAddress.ofLiteral(host) != null;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * PEM files.
   *
   * @param clientAuthority null only where tokens name callers
   * @param clientRevocations what that CA has revoked; null to ask no list
   */
  public record Tls(
      Path certificate,
      Path key,
      @Nullable Path clientAuthority,
      @Nullable Path clientRevocations) {}
}
