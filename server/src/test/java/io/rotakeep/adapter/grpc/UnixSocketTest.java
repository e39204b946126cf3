package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.user.OtherUser;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

final class UnixSocketTest {
  private static final int FOREIGN_USER = 65_500;
  private static final int FOREIGN_GROUP = 65_501;

  @TempDir private Path directory;
  private Path socket;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void letOthersReachTheDirectory() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    socket = directory.resolve("r.sock");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable it : opened.reversed()) {
      it.close();
    }
  }

  @Test
  void knowsACallerByTheUserOfItsProcess() throws Exception {
    TestApi api = listening(0600, "uid:" + own("unix:uid"));

    assertThat(token(api.channel("unix:" + socket))).isEqualTo(Code.OK);
    assertThat(reads(api))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.caller()).isEqualTo("uid:" + own("unix:uid")));
  }

  @Test
  void grantsToAGroupWhatItsPrimaryMembersAskFor() throws Exception {
    TestApi api = listening(0600, "gid:" + own("unix:gid"));

    assertThat(token(api.channel("unix:" + socket))).isEqualTo(Code.OK);
    assertThat(reads(api))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.caller()).isEqualTo("uid:" + own("unix:uid")));
  }

  @Test
  void refusesAUserWhomNoPolicyNames() throws Exception {
    TestApi api = listening(0600, "uid:" + FOREIGN_USER, "gid:" + FOREIGN_GROUP);

    assertThat(token(api.channel("unix:" + socket))).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void tellsAnotherUserFromOurs() throws Exception {
    TestApi api = listening(0666, "uid:" + FOREIGN_USER);
    OtherUser named = calling(FOREIGN_USER, 1);
    OtherUser other = calling(FOREIGN_USER + 1, 1);

    assertThat(token(api.channel("localhost:" + named.port()))).isEqualTo(Code.OK);
    assertThat(token(api.channel("localhost:" + other.port()))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(token(api.channel("unix:" + socket))).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void tellsAnotherGroupFromOurs() throws Exception {
    TestApi api = listening(0666, "gid:" + FOREIGN_GROUP);
    OtherUser member = calling(FOREIGN_USER, FOREIGN_GROUP);
    OtherUser other = calling(FOREIGN_GROUP, FOREIGN_USER);

    assertThat(token(api.channel("localhost:" + member.port()))).isEqualTo(Code.OK);
    assertThat(token(api.channel("localhost:" + other.port()))).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void letsNobodyConnectWhomTheModeKeepsOut() throws Exception {
    TestApi api = listening(0600, "uid:" + FOREIGN_USER);
    OtherUser stranger = calling(FOREIGN_USER, FOREIGN_GROUP);

    assertThat(token(api.channel("localhost:" + stranger.port()))).isEqualTo(Code.UNAVAILABLE);
    assertThat(stranger.refusal()).contains("ermission denied");
  }

  @Test
  void believesNoHeader() throws Exception {
    TestApi api = listening(0600, "uid:" + FOREIGN_USER);
    Metadata claims = new Metadata();
    for (String name : List.of("x-uid", "uid", "x-forwarded-user", "authorization", "grpc-peer")) {
      claims.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "uid:" + FOREIGN_USER);
    }
    Channel channel =
        ClientInterceptors.intercept(
            api.channel("unix:" + socket), MetadataUtils.newAttachHeadersInterceptor(claims));

    assertThat(token(channel)).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void answersWhatIsAtHandOnTheSocketsEventLoop() throws Exception {
    TestApi api = listening(0600, "uid:" + own("unix:uid"));
    Channel channel = api.channel("unix:" + socket);
    var _ = token(channel);
    int before = api.vault.audit.records().size();

    assertThat(token(channel)).isEqualTo(Code.OK);

    assertThat(api.vault.audit.threads().subList(before, api.vault.audit.threads().size()))
        .isNotEmpty()
        .allSatisfy(thread -> assertThat(thread).startsWith(UnixListener.THREADS));
  }

  @Test
  void limitsACallerAsTheNetworkDoes() throws Exception {
    TestApi api = listening(0600, "uid:" + own("unix:uid"));
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(8 * 1024));
    Channel channel = api.channel("unix:" + socket);

    assertThat(token(channel, "a".repeat(256 * 1024))).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(
            token(
                ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(large))))
        .isNotEqualTo(Code.OK);
    assertThat(token(channel)).isEqualTo(Code.OK);
  }

  /** Over the network the caller is the developer, who may do all. */
  private TestApi listening(int mode, String... callers) throws Exception {
    List<Policy> policies = new ArrayList<>(TestApi.EVERYTHING);
    policies.add(
        new Policy("socket", List.of(callers), List.of("crm/*"), Set.of(Role.READER), null));
    TestApi api = TestApi.socket(directory, new RpcSettings.Unix(socket, mode), policies);
    opened.add(api);
    api.connect("double", "crm/a");
    return api;
  }

  private OtherUser calling(int uid, int gid) {
    try {
      OtherUser other = OtherUser.calling(socket, uid, gid, directory);
      opened.add(other);
      return other;
    } catch (ToolUnavailableException e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  private int own(String attribute) throws IOException {
    return (int) Files.getAttribute(directory, attribute);
  }

  private static List<AuditRecord> reads(TestApi api) {
    return api.vault.audit.records().stream()
        .filter(it -> it.action() == AuditAction.ACCESS_TOKEN_READ)
        .toList();
  }

  private static Code token(Channel channel) {
    return token(channel, "crm/a");
  }

  private static Code token(Channel channel, String connection) {
    GetAccessTokenRequest request =
        GetAccessTokenRequest.newBuilder().setConnection(connection).build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              var _ = TokenServiceGrpc.newBlockingStub(channel).getAccessToken(request);
            });
    return refused == null ? Code.OK : refused.getStatus().getCode();
  }
}
