package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.UpdateConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BadInputTest {
  private static final String TAKEN = "crm/acme";

  private static TestApi api;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", TAKEN);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** Each breaks the rule for ids in its own way; none may be normalized into a good one. */
  static Stream<String> badIds() {
    return Stream.of(
        "",
        "a".repeat(201),
        "../../etc/passwd",
        ".",
        "..",
        "crm/../acme",
        "crm//acme",
        "/crm",
        "crm/",
        "%2e%2e",
        "a\\b",
        "CRM/acme",
        " crm/acme",
        "crm/acme ",
        "crm/ac\0me",
        "crm/acme\r\nx: y",
        "crm/acme\t",
        "\u001b[31mcrm",
        "crm/\u202eemca",
        "crm/ac\u200dme",
        "\ufeffcrm/acme",
        "crm/\u0430cme",
        "crm/\uff41cme",
        "crm/\u0130",
        "crm/acme\u0301",
        "*",
        "%",
        "' OR 1=1 --",
        "${jndi:ldap://x}",
        "-crm");
  }

  @ParameterizedTest
  @MethodSource("badIds")
  void refusesWhatIsNoIdInEveryMethod(String id) {
    var connections = api.connections();
    List<ThrowingCallable> calls =
        List.of(
            () -> api.tokens().getAccessToken(request(id)),
            () ->
                connections.getConnection(
                    GetConnectionRequest.newBuilder().setConnection(id).build()),
            () ->
                connections.startAuthorization(
                    StartAuthorizationRequest.newBuilder()
                        .setConnection(id)
                        .setProvider("double")
                        .build()),
            () ->
                connections.updateConnection(
                    UpdateConnectionRequest.newBuilder().setConnection(id).build()),
            () ->
                connections.refreshConnection(
                    RefreshConnectionRequest.newBuilder().setConnection(id).build()),
            () ->
                connections.revokeConnection(
                    RevokeConnectionRequest.newBuilder().setConnection(id).build()),
            () ->
                connections.deleteConnection(
                    DeleteConnectionRequest.newBuilder().setConnection(id).setForce(true).build()));

    for (ThrowingCallable call : calls) {
      StatusRuntimeException error = failure(call);

      assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(TestApi.infoOf(error).getReason()).isEqualTo("INVALID_FIELD");
      BadRequest.FieldViolation violation = violation(error);
      assertThat(violation.getField()).isEqualTo("connection");
      assertThat(violation.getDescription()).matches("is required|must be .*");
      if (id.length() > 2) {
        assertThat(error.getMessage()).doesNotContain(id);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("badIds")
  void namesTheElementOfAListThatIsNoId(String id) {
    StatusRuntimeException error =
        failure(
            () ->
                api.tokens()
                    .watchAccessTokens(
                        WatchAccessTokensRequest.newBuilder()
                            .addConnections(TAKEN)
                            .addConnections(id)
                            .build())
                    .hasNext());

    assertThat(violation(error).getField()).isEqualTo("connections[1]");
  }

  @Test
  void selectsNothingByAForgottenSelector() {
    StatusRuntimeException error =
        failure(
            () ->
                api.connections()
                    .revokeConnections(
                        RevokeConnectionsRequest.newBuilder()
                            .setSelector(ConnectionSelector.getDefaultInstance())
                            .build())
                    .hasNext());

    assertThat(violation(error).getField()).isEqualTo("selector");
  }

  @Test
  void answersForEachImportThatIsWrong() throws Exception {
    ImportRefreshTokensRequest good = api.granted("crm/good", "double").setLine(4).build();
    List<ImportRefreshTokensRequest> requests =
        List.of(
            good.toBuilder().setConnection("..").setLine(1).build(),
            good.toBuilder().setProvider("").setLine(2).build(),
            good.toBuilder().setRefreshToken(ByteString.copyFromUtf8("a b\n")).setLine(3).build(),
            good);

    var responses = api.exchange(requests);

    assertThat(responses)
        .extracting(response -> response.getLine())
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(responses)
        .extracting(response -> response.getError().getMessage().replaceAll(":.*", ""))
        .containsExactly("connection", "provider", "refresh_token", "");
  }

  @Test
  void callsMalformedBytesTheCallersMistake() {
    byte[] notUtf8 = {0x0a, 0x02, (byte) 0xc3, 0x28};
    byte[] cutShort = {0x0a, 0x7f, 'a'};

    for (byte[] bytes : List.of(notUtf8, cutShort)) {
      StatusRuntimeException error = failure(() -> raw(bytes));

      assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void takesUnknownFieldsForALaterVersions() {
    byte[] id = TAKEN.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[id.length + 5];
    message[0] = 0x0a;
    message[1] = (byte) id.length;
    System.arraycopy(id, 0, message, 2, id.length);
    message[id.length + 2] = (byte) 0xf8;
    message[id.length + 3] = 0x3f;
    message[id.length + 4] = 1;

    assertThat(raw(message)).isNotEmpty();
  }

  @Test
  void refusesMessagesAndHeadersBeyondTheLimits() {
    GetAccessTokenRequest large = request("a".repeat(256 * 1024));
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(9 * 1024));
    Channel channel =
        ClientInterceptors.intercept(
            api.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));

    StatusRuntimeException tooLong = failure(() -> api.tokens().getAccessToken(large));
    StatusRuntimeException compressed =
        failure(() -> api.tokens().withCompression("gzip").getAccessToken(large));
    StatusRuntimeException tooManyHeaders =
        failure(() -> TokenServiceGrpc.newBlockingStub(channel).getAccessToken(request(TAKEN)));

    assertThat(tooLong.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(compressed.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(tooManyHeaders.getStatus().getCode()).isNotEqualTo(Code.OK);
    assertThat(api.tokens().getAccessToken(request(TAKEN)).getAccessToken()).isNotEmpty();
  }

  @Test
  void refusesPageTokensThatAreNotItsOwn() {
    var connections = api.connections();
    for (String token : List.of("x", "AAAA", "!!", "a".repeat(2000))) {
      StatusRuntimeException error =
          failure(
              () ->
                  connections.listConnections(
                      ListConnectionsRequest.newBuilder().setPageToken(token).build()));

      assertThat(violation(error).getField()).isEqualTo("page_token");
    }
    assertThat(
            failure(
                    () ->
                        connections.listConnections(
                            ListConnectionsRequest.newBuilder().setPageSize(-1).build()))
                .getMessage())
        .contains("page_size");
  }

  private static GetAccessTokenRequest request(String id) {
    return GetAccessTokenRequest.newBuilder().setConnection(id).build();
  }

  private static BadRequest.FieldViolation violation(StatusRuntimeException error) {
    try {
      for (var detail : TestApi.detailsOf(error).getDetailsList()) {
        if (detail.is(BadRequest.class)) {
          return detail.unpack(BadRequest.class).getFieldViolations(0);
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no field named", error);
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return error;
  }

  /** Sends bytes of our own making as a GetAccessTokenRequest. */
  private static byte[] raw(byte[] message) {
    MethodDescriptor<byte[], byte[]> method =
        TokenServiceGrpc.getGetAccessTokenMethod().toBuilder(new Bytes(), new Bytes()).build();
    return ClientCalls.blockingUnaryCall(api.channel(), method, CallOptions.DEFAULT, message);
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
