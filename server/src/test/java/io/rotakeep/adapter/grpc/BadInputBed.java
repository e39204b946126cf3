package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The API before a real vault, with everything in sight that bad input must leave alone: the rows,
 * the journal, the authorization server, the log and the audit.
 */
final class BadInputBed implements AutoCloseable {
  static final String PROVIDER = "double";
  static final String TAKEN = "crm/acme";

  /** A provider that has return URLs and login hosts. */
  static final String WITH_HOSTS = "hosts";

  private static final int LONGEST_MESSAGE = 400;

  final TestApi api;
  final ManagedChannel channel;
  private final Path directory;
  private final EverythingLogged log = new EverythingLogged();

  BadInputBed(Path directory) throws Exception {
    this.directory = directory;
    api = TestApi.dev(directory);
    channel = api.channel();
    api.connect(PROVIDER, TAKEN);
    var hosts = api.description(WITH_HOSTS);
    hosts
        .addReturnUrls("https://app.example.com/done")
        .addReturnUrls("https://app.example.com/in/*");
    hosts.addLoginHosts("login.example.com").addLoginHosts("*.my.example.com");
    providers().apply(ApplyProviderRequest.newBuilder().setProvider(hosts).build());
  }

  TokenServiceGrpc.TokenServiceBlockingStub tokens() {
    return TokenServiceGrpc.newBlockingStub(channel);
  }

  SystemServiceGrpc.SystemServiceBlockingStub system() {
    return SystemServiceGrpc.newBlockingStub(channel);
  }

  ConnectionServiceGrpc.ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(channel);
  }

  ProviderServiceGrpc.ProviderServiceBlockingStub providers() {
    return ProviderServiceGrpc.newBlockingStub(channel);
  }

  /** Imports one, and throws the error in the response as if it were the call's. */
  ImportRefreshTokensResponse imported(ImportRefreshTokensRequest request) throws Exception {
    ImportRefreshTokensResponse response = api.exchange(List.of(request)).getFirst();
    if (response.hasError()) {
      throw StatusProto.toStatusRuntimeException(response.getError());
    }
    return response;
  }

  /** One that is as good as any; there are connections enough for two pages. */
  String pageToken() throws Exception {
    for (String id : List.of("page/a", "page/b")) {
      var _ = api.exchange(List.of(api.granted(id, PROVIDER).build()));
    }
    return connections()
        .listConnections(ListConnectionsRequest.newBuilder().setPageSize(1).build())
        .getNextPageToken();
  }

  /** What a watch is told first; it is ended then. */
  WatchAccessTokensResponse firstOf(WatchAccessTokensRequest request) throws Exception {
    try (var watching = Context.current().withCancellation()) {
      return watching.call(() -> tokens().watchAccessTokens(request).next());
    }
  }

  /** All that a refused call must leave as it was. */
  record Remains(List<String> rows, long journal, long tokenRequests) {}

  Remains remains() throws SQLException {
    ServerReport report = api.server.report();
    return new Remains(rows(), api.vault.log.position().last(), report.tokenRequests());
  }

  /** What a good caller hears; fails if the daemon does not serve any more. */
  void servesOn() {
    assertThat(tokens().getAccessToken(asking(TAKEN)).getAccessToken()).isNotEmpty();
  }

  static GetAccessTokenRequest asking(String id) {
    return GetAccessTokenRequest.newBuilder().setConnection(id).build();
  }

  /** Neither the answer nor a trace of it may repeat what was sent, nor steer a terminal. */
  void assertHarmless(Status answer, List<String> hostile) throws InvalidProtocolBufferException {
    List<String> told = new ArrayList<>(List.of(answer.getMessage()));
    for (Any detail : answer.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        told.addAll(detail.unpack(ErrorInfo.class).getMetadataMap().values());
      } else if (detail.is(BadRequest.class)) {
        told.addAll(
            detail.unpack(BadRequest.class).getFieldViolationsList().stream()
                .flatMap(one -> List.of(one.getField(), one.getDescription()).stream())
                .toList());
      }
    }
    assertThat(told).allSatisfy(BadInputBed::assertPlain);
    assertThat(told).noneMatch(line -> hostile.stream().anyMatch(line::contains));
    // Our own server's address is in the log anyhow.
    String own = api.server.issuer().toString();
    List<String> telling = hostile.stream().filter(value -> !own.contains(value)).toList();
    assertThat(traces()).noneMatch(line -> telling.stream().anyMatch(line::contains));
  }

  private static void assertPlain(String told) {
    assertThat(told.length()).isLessThanOrEqualTo(LONGEST_MESSAGE);
    assertThat(told.codePoints().boxed())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }

  private List<String> traces() {
    List<String> lines = new ArrayList<>(log.lines());
    api.vault.audit.records().forEach(told -> lines.add(told.toString()));
    return lines;
  }

  /** Puts the grant of one connection into the row of another, past all code of ours. */
  void swapTokens(String into, String from) throws SQLException {
    Connection mine = api.vault.stores.connections().find(new ConnectionId(into)).orElseThrow();
    Connection other = api.vault.stores.connections().find(new ConnectionId(from)).orElseThrow();
    RowDamage.put(directory, into, ConnectionImage.write(mine.withTokens(other.grant(), null)));
  }

  /** The whole database as H2 writes it down, but for what it counts of its own. */
  private List<String> rows() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (var connection = RowDamage.database(directory);
        var statement = connection.createStatement();
        var script = statement.executeQuery("SCRIPT NOSETTINGS")) {
      while (script.next()) {
        lines.add(script.getString(1));
      }
    }
    return lines;
  }

  @Override
  public void close() {
    log.close();
    api.close();
  }
}
