package io.rotakeep.adapter.grpc;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.rotakeep.adapter.jose.JoseTokenReader;
import io.rotakeep.adapter.jose.JwkSet;
import io.rotakeep.core.bearer.BearerTokens;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TrustedIssuer;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The API over TLS and at a socket, for callers with tokens of one cluster and one provider. */
final class TokenBed implements AutoCloseable {
  final SigningKey key = SigningKey.of("k1", "ES256");

  /** By which tokens end; it stands still. */
  final MutableClock clock = new MutableClock(Instant.now());

  final TestVault vault;
  final RpcServer rpc;
  private final TestCertificates certificates;
  private final Path socket;
  private final List<ManagedChannel> channels = new ArrayList<>();

  TokenBed(Path directory, boolean withCertificates, List<Policy> policies)
      throws IOException, GeneralSecurityException {
    certificates = TestCertificates.in(directory.resolve("pki"));
    socket = directory.resolve("r.sock");
    vault =
        new TestVault(
            Files.createDirectories(directory.resolve("data")), policies, Calls.Patience.DEFAULT);
    TestIdentity own = certificates.server();
    Path authority = withCertificates ? certificates.authority() : null;
    rpc =
        RpcServer.prepare(
                new RpcSettings(
                    new RpcSettings.Tcp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new RpcSettings.Tls(own.certificate(), own.key(), authority, null, true)),
                    new RpcSettings.Unix(socket, 0600),
                    true,
                    RpcSettings.Limits.DEFAULT),
                InstantSource.system())
            .start(
                new ServiceTable(vault.services()),
                new HealthReport(SealedServices.names().toList()),
                List.of(),
                new TokenCallers(tokens(), vault.audit, clock));
  }

  private BearerTokens tokens() {
    return new BearerTokens(
        List.of(
            source("corp", TrustedIssuer.Kind.OIDC, "https://idp.example.com"),
            source("cluster", TrustedIssuer.Kind.KUBERNETES, "https://kubernetes.default.svc")),
        new JoseTokenReader(),
        clock,
        new SecureRandom());
  }

  private BearerTokens.Source source(String name, TrustedIssuer.Kind kind, String issuer) {
    return new BearerTokens.Source(
        new TrustedIssuer(name, kind, issuer, "rotakeep", SubjectClaim.SUB, Duration.ofHours(1)),
        new JwkSet(() -> TokenIssuer.set(List.of(key)).getBytes(StandardCharsets.US_ASCII)));
  }

  /** A token of the provider that lives ten minutes by {@link #clock}. */
  String token(String subject) {
    long now = clock.instant().getEpochSecond();
    return key.token(
        "{\"iss\":\"https://idp.example.com\",\"aud\":\"rotakeep\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(subject, now, now + 600));
  }

  /** The same of the cluster. */
  String accountToken(String namespace, String account) {
    long now = clock.instant().getEpochSecond();
    return key.token(
        """
        {"iss":"https://kubernetes.default.svc","aud":["rotakeep"],"iat":%1$d,"exp":%2$d,\
        "kubernetes.io":{"namespace":"%3$s","serviceaccount":{"name":"%4$s"}},\
        "sub":"system:serviceaccount:%3$s:%4$s"}\
        """
            .formatted(now, now + 600, namespace, account));
  }

  ManagedChannel overTls(@Nullable TestIdentity identity) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(certificates.authority().toFile());
    if (identity != null) {
      tls.keyManager(identity.certificate().toFile(), identity.key().toFile());
    }
    return open("localhost:" + port(), tls.build());
  }

  int port() {
    return rpc.address().orElseThrow().getPort();
  }

  Path authority() {
    return certificates.authority();
  }

  ManagedChannel atTheSocket() {
    return open("unix:" + socket, InsecureChannelCredentials.create());
  }

  TestIdentity certificate(String spiffeId) {
    return certificates.spiffe("caller", spiffeId);
  }

  /** Sends these values of {@code authorization}, whatever the channel is. */
  static CallCredentials authorization(String... values) {
    return new CallCredentials() {
      @Override
      public void applyRequestMetadata(
          RequestInfo info, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        for (String value : values) {
          headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value);
        }
        applier.apply(headers);
      }
    };
  }

  static CallCredentials bearer(String token) {
    return authorization("Bearer " + token);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    rpc.close();
    vault.close();
  }

  private ManagedChannel open(String target, ChannelCredentials credentials) {
    ManagedChannel channel = Grpc.newChannelBuilder(target, credentials).build();
    channels.add(channel);
    return channel;
  }
}
