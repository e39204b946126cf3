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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A daemon as it is in earnest, by its file and over mTLS, that starts, adopts a connection,
 * restarts on what it kept, serves, and ends. All of it in this process and on loopback.
 */
final class Rehearsal implements AutoCloseable {
  private static final String CALLER = "spiffe://rehearsal/caller";
  private static final String CONNECTION = "rehearsal/one";

  /** Enough for the methods of a hit to be profiled; the cache keeps profiles too. */
  private static final int HITS = 500;

  private static final long PATIENCE = 30;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());
  private final Path file;
  private final TestCertificates certificates;
  private final TestIdentity caller;

  private Rehearsal(Path directory) throws IOException {
    certificates = TestCertificates.in(directory.resolve("tls"));
    caller = certificates.spiffe("caller", CALLER);
    file = directory.resolve("rotakeep.yaml");
    Files.writeString(file, settings(certificates.server()));
  }

  static Rehearsal in(Path directory) throws IOException {
    return new Rehearsal(directory);
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
        .formatted(identity.certificate(), identity.key(), certificates.authority(), CALLER);
  }

  void perform() throws Exception {
    DaemonSettings settings = DaemonFile.read(file);
    var _ = Daemon.initialize(settings);
    try (Daemon daemon = Daemon.start(settings);
        RotakeepClient client = connect(daemon)) {
      adopt(client);
    }
    try (Daemon daemon = Daemon.start(settings);
        RotakeepClient client = connect(daemon)) {
      serve(daemon, client);
    }
  }

  private RotakeepClient connect(Daemon daemon) {
    return RotakeepClient.builder()
        .address("127.0.0.1:" + daemon.grpcAddress().getPort())
        .authority(certificates.authority())
        .identity(caller.certificate(), caller.key())
        .build();
  }

  private void adopt(RotakeepClient client) throws Exception {
    RegisteredClient registered = server.client(ClientKind.PUBLIC);
    var _ =
        ProviderServiceGrpc.newBlockingStub(client.channel())
            .apply(ApplyProviderRequest.newBuilder().setProvider(provider(registered)).build());
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

  private Provider provider(RegisteredClient registered) {
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

  private void serve(Daemon daemon, RotakeepClient client) throws Exception {
    for (int i = 0; i < HITS; i++) {
      var _ = client.accessToken(CONNECTION);
    }
    var _ =
        SystemServiceGrpc.newBlockingStub(client.channel())
            .getStatus(GetStatusRequest.getDefaultInstance());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/readyz", "/metrics", "/oauth/callback"}) {
        URI page = URI.create("http://127.0.0.1:" + daemon.httpAddress().getPort() + path);
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

  @Override
  public void close() {
    server.close();
  }
}
