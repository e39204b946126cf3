package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API on a real port, before a vault and an authorization server that are real as well. */
final class TestApi implements AutoCloseable {
  static final List<Policy> EVERYTHING =
      List.of(new Policy("dev", List.of("dev"), List.of("**"), Set.of(Role.values()), null));

  final AuthorizationServerDouble server;
  final TestVault vault;
  final HealthReport health;
  final RpcServer rpc;
  private final @Nullable TestCertificates certificates;
  private final List<ManagedChannel> channels = new ArrayList<>();

  private TestApi(
      DoubleSettings authorization,
      Path directory,
      List<Policy> policies,
      Calls.Patience patience,
      @Nullable TestCertificates certificates,
      RpcSettings.@Nullable Unix unix,
      boolean reflection,
      RpcSettings.Limits limits,
      InstantSource clock)
      throws IOException, GeneralSecurityException {
    this.certificates = certificates;
    server = AuthorizationServerDouble.start(authorization);
    vault = new TestVault(Files.createDirectories(directory.resolve("data")), policies, patience);
    var services = vault.services();
    health = new HealthReport(SealedServices.names().toList());
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    rpc =
        RpcServer.prepare(
                new RpcSettings(
                    new RpcSettings.Tcp(free, tls(certificates)), unix, reflection, limits),
                clock)
            .start(new ServiceTable(services), health, List.of());
  }

  /** A development daemon, where everybody may do everything. */
  static TestApi dev(Path directory) throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        EVERYTHING,
        Calls.Patience.DEFAULT,
        null,
        null,
        true,
        RpcSettings.Limits.DEFAULT,
        InstantSource.system());
  }

  /** The same, before an authorization server of that kind. */
  static TestApi dev(Path directory, DoubleSettings authorization)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        authorization,
        directory,
        EVERYTHING,
        Calls.Patience.DEFAULT,
        null,
        null,
        true,
        RpcSettings.Limits.DEFAULT,
        InstantSource.system());
  }

  /** A development daemon, where everybody may do that much. */
  static TestApi dev(Path directory, List<Policy> policies)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        policies,
        Calls.Patience.DEFAULT,
        null,
        null,
        false,
        RpcSettings.Limits.DEFAULT,
        InstantSource.system());
  }

  static TestApi dev(Path directory, Calls.Patience patience)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        EVERYTHING,
        patience,
        null,
        null,
        false,
        RpcSettings.Limits.DEFAULT,
        InstantSource.system());
  }

  /** The same, where peers may take no more than that. */
  static TestApi limited(Path directory, RpcSettings.Limits limits)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        EVERYTHING,
        Calls.Patience.DEFAULT,
        null,
        null,
        false,
        limits,
        InstantSource.system());
  }

  static TestApi tls(Path directory, TestCertificates certificates, List<Policy> policies)
      throws IOException, GeneralSecurityException {
    return tls(directory, certificates, policies, InstantSource.system());
  }

  /** The same, where the listener has a time of its own. */
  static TestApi tls(
      Path directory, TestCertificates certificates, List<Policy> policies, InstantSource clock)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        policies,
        Calls.Patience.DEFAULT,
        certificates,
        null,
        false,
        RpcSettings.Limits.DEFAULT,
        clock);
  }

  /** A development daemon that listens on a socket too, where policies count. */
  static TestApi socket(Path directory, RpcSettings.Unix unix, List<Policy> policies)
      throws IOException, GeneralSecurityException {
    return new TestApi(
        DoubleSettings.standard(),
        directory,
        policies,
        Calls.Patience.DEFAULT,
        null,
        unix,
        false,
        RpcSettings.Limits.DEFAULT,
        InstantSource.system());
  }

  /** Whoever comes without TLS. */
  ManagedChannel channel() {
    return open(InsecureChannelCredentials.create());
  }

  /** Whoever comes without TLS to another address, such as a socket's. */
  ManagedChannel channel(String target) {
    return open(target, InsecureChannelCredentials.create());
  }

  ManagedChannel channel(@Nullable TestIdentity identity) throws IOException {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (certificates != null) {
      tls.trustManager(certificates.authority().toFile());
    }
    if (identity != null) {
      tls.keyManager(identity.certificate().toFile(), identity.key().toFile());
    }
    return open(tls.build());
  }

  int port() {
    return rpc.address().orElseThrow().getPort();
  }

  TokenServiceGrpc.TokenServiceBlockingStub tokens() {
    return TokenServiceGrpc.newBlockingStub(channel());
  }

  ConnectionServiceGrpc.ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(channel());
  }

  ProviderServiceGrpc.ProviderServiceBlockingStub providers() {
    return ProviderServiceGrpc.newBlockingStub(channel());
  }

  RegisteredClient client() {
    return server.client(ClientKind.PUBLIC);
  }

  /** How the double is described to the daemon. */
  Provider.Builder description(String name) {
    var at = server.endpoints();
    return Provider.newBuilder()
        .setName(name)
        .setIssuer(server.issuer().toString())
        .setEndpoints(
            Endpoints.newBuilder()
                .setAuthorization(at.authorization().toString())
                .setToken(at.token().toString())
                .setRevocation(at.revocation().toString())
                .setIntrospection(at.introspection().toString()))
        .setClient(ClientRegistration.newBuilder().setId(client().id()))
        .setRedirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
        .addScopes("api");
  }

  void applyProvider(String name) {
    var _ =
        providers().apply(ApplyProviderRequest.newBuilder().setProvider(description(name)).build());
  }

  ImportRefreshTokensRequest.Builder granted(String id, String provider) {
    return ImportRefreshTokensRequest.newBuilder()
        .setConnection(id)
        .setProvider(provider)
        .setRefreshToken(ByteString.copyFromUtf8(server.grant(client(), "user of " + id, "api")));
  }

  /** Imports a fresh grant for each id, at a provider that it applies first. */
  void connect(String provider, String... ids) throws InterruptedException {
    applyProvider(provider);
    List<ImportRefreshTokensRequest> requests = new ArrayList<>();
    for (String id : ids) {
      requests.add(granted(id, provider).build());
    }
    for (ImportRefreshTokensResponse response : exchange(requests)) {
      if (response.hasError()) {
        throw new AssertionError(response);
      }
    }
  }

  /** Sends all, then reads the answers. */
  List<ImportRefreshTokensResponse> exchange(List<ImportRefreshTokensRequest> requests)
      throws InterruptedException {
    Answers answers = new Answers();
    StreamObserver<ImportRefreshTokensRequest> out =
        ConnectionServiceGrpc.newStub(channel()).importRefreshTokens(answers);
    requests.forEach(out::onNext);
    out.onCompleted();
    return answers.await();
  }

  /** The details of an error, or an empty status. */
  static Status detailsOf(StatusRuntimeException error) {
    Status status = StatusProto.fromThrowable(error);
    return status == null ? Status.getDefaultInstance() : status;
  }

  static ErrorInfo infoOf(StatusRuntimeException error) {
    return infoOf(detailsOf(error));
  }

  static ErrorInfo infoOf(Status status) {
    try {
      for (var detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return ErrorInfo.getDefaultInstance();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    rpc.close();
    vault.close();
    server.close();
  }

  private ManagedChannel open(ChannelCredentials credentials) {
    return open("localhost:" + port(), credentials);
  }

  private ManagedChannel open(String target, ChannelCredentials credentials) {
    ManagedChannel channel = Grpc.newChannelBuilder(target, credentials).build();
    channels.add(channel);
    return channel;
  }

  private static RpcSettings.@Nullable Tls tls(@Nullable TestCertificates certificates) {
    if (certificates == null) {
      return null;
    }
    TestIdentity own = certificates.server();
    return new RpcSettings.Tls(own.certificate(), own.key(), certificates.authority(), null);
  }

  private static final class Answers implements StreamObserver<ImportRefreshTokensResponse> {
    private final List<ImportRefreshTokensResponse> received = new ArrayList<>();
    private final BlockingQueue<Object> ended = new LinkedBlockingQueue<>();

    @Override
    public void onNext(ImportRefreshTokensResponse response) {
      received.add(response);
    }

    @Override
    public void onError(Throwable error) {
      ended.add(error);
    }

    @Override
    public void onCompleted() {
      ended.add("completed");
    }

    List<ImportRefreshTokensResponse> await() throws InterruptedException {
      Object end = ended.poll(30, TimeUnit.SECONDS);
      if (end instanceof StatusRuntimeException error) {
        throw error;
      }
      if (end == null) {
        throw new AssertionError("the stream did not end");
      }
      return received;
    }
  }
}
