package io.rotakeep.cli.aot;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.daemon.Daemon;
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
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the launcher records is the daemon itself, as it is in earnest: by its file and over mTLS,
 * on loopback. Here is what that needs around it: a store with certificates and a connection,
 * staged by one process, and the calls of another.
 */
final class Rehearsal {
  private static final String CALLER = "spiffe://rehearsal/caller";
  private static final String CONNECTION = "rehearsal/one";

  /** Enough for the methods of a hit to be profiled; the cache keeps profiles too. */
  private static final int HITS = 500;

  private static final long PATIENCE = 30;

  private final Path directory;

  Rehearsal(Path directory) {
    this.directory = directory;
  }

  void stage() throws Exception {
    var certificates = TestCertificates.in(tls("."));
    var identity = certificates.server();
    var _ = certificates.spiffe("caller", CALLER);
    Files.writeString(file(), settings(identity));
    DaemonSettings settings = DaemonFile.read(file());
    var _ = Daemon.initialize(settings);
    try (AuthorizationServerDouble server =
            AuthorizationServerDouble.start(DoubleSettings.standard());
        Daemon daemon = Daemon.start(settings);
        RotakeepClient client = connect("127.0.0.1:" + daemon.grpcAddress().getPort())) {
      adopt(client, server);
    }
  }

  /**
   * @param grpc where the daemon listens, as host:port
   * @param http where its pages are
   */
  void perform(String grpc, String http) throws Exception {
    try (RotakeepClient client = connect(grpc)) {
      serve(client, http);
    }
  }

  private Path file() {
    return directory.resolve("rotakeep.yaml");
  }

  private Path tls(String name) {
    return directory.resolve("tls").resolve(name).normalize();
  }

  private String settings(TestIdentity identity) {
    return """
    data_dir: data
    listen:
      grpc:
        address: 127.0.0.1:0
        tls: {cert: %s, key: %s, client_ca: %s}
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: seal.key}
    audit: [{type: file, path: audit.jsonl}]
    policies:
      - {name: all, callers: ["%s"], connections: ["**"], roles: [operator, reader, enroller]}
    """
        .formatted(identity.certificate(), identity.key(), tls("ca.crt"), CALLER);
  }

  private RotakeepClient connect(String address) {
    return RotakeepClient.builder()
        .address(address)
        .authority(tls("ca.crt"))
        .identity(tls("caller.crt"), tls("caller.key"))
        .build();
  }

  private static void adopt(RotakeepClient client, AuthorizationServerDouble server)
      throws Exception {
    RegisteredClient registered = server.client(ClientKind.PUBLIC);
    var _ =
        ProviderServiceGrpc.newBlockingStub(client.channel())
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(provider(server, registered))
                    .build());
    var adopted = new CompletableFuture<ImportRefreshTokensResponse>();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(client.channel()).importRefreshTokens(first(adopted));
    requests.onNext(
        ImportRefreshTokensRequest.newBuilder()
            .setConnection(CONNECTION)
            .setProvider("rehearsal")
            .setRefreshToken(ByteString.copyFromUtf8(server.grant(registered, "somebody", "api")))
            .build());
    requests.onCompleted();
    var _ = adopted.get(PATIENCE, TimeUnit.SECONDS);
  }

  private static Provider provider(AuthorizationServerDouble server, RegisteredClient registered) {
    var endpoints = server.endpoints();
    return Provider.newBuilder()
        .setName("rehearsal")
        .setIssuer(server.issuer().toString())
        .setEndpoints(
            Endpoints.newBuilder()
                .setAuthorization(endpoints.authorization().toString())
                .setToken(endpoints.token().toString())
                .setRevocation(endpoints.revocation().toString()))
        .setClient(ClientRegistration.newBuilder().setId(registered.id()))
        .setRedirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
        .addScopes("api")
        .build();
  }

  private static void serve(RotakeepClient client, String pages) throws Exception {
    for (int i = 0; i < HITS; i++) {
      var _ = client.accessToken(CONNECTION);
    }
    var _ =
        SystemServiceGrpc.newBlockingStub(client.channel())
            .getStatus(GetStatusRequest.getDefaultInstance());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/readyz", "/metrics", "/oauth/callback"}) {
        URI page = URI.create("http://" + pages + path);
        var _ = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
      }
    }
  }

  private static StreamObserver<ImportRefreshTokensResponse> first(
      CompletableFuture<ImportRefreshTokensResponse> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ImportRefreshTokensResponse response) {
        answer.complete(response);
      }

      @Override
      public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {
        answer.completeExceptionally(new IllegalStateException("nothing was adopted"));
      }
    };
  }
}
