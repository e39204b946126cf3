package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.backup.BackupContents;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.BackupResponse;
import io.rotakeep.v1.SystemServiceGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BackupCallTest {
  /** More than the network takes without being read. */
  private static final int CONNECTIONS = 4_000;

  private static final int LONGEST_CHUNK = 64 * 1024;

  @TempDir private Path directory;

  @Test
  void streamsAWholeBackupAndTellsTheAudit() throws Exception {
    try (TestApi api = filled()) {
      List<BackupResponse> messages = take(api.channel());

      ByteString bytes = ByteString.EMPTY;
      for (BackupResponse message : messages) {
        assertThat(message.getChunk().size()).isLessThanOrEqualTo(LONGEST_CHUNK);
        bytes = bytes.concat(message.getChunk());
        assertThat(message.getDone()).isEqualTo(bytes.size());
      }
      BackupContents contents = BackupContents.read(bytes.newInput());
      assertThat(contents.counts().connections()).isEqualTo(CONNECTIONS);
      assertThat(contents.sha256())
          .isEqualTo(HexFormat.of().formatHex(messages.getLast().getSha256().toByteArray()));
      assertThat(told(api))
          .containsExactly(
              "BEGUN", "SUCCEEDED " + bytes.size() + " bytes, sha256 " + contents.sha256());
    }
  }

  @Test
  void letsOneAtATimeAndLetsGoOfACallerWhoLeft() throws Exception {
    try (TestApi api = filled()) {
      var slow = new SlowTaker(api.channel());
      await().until(() -> told(api).equals(List.of("BEGUN")));

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> take(api.channel()))
          .satisfies(
              refused ->
                  assertThat(refused.getStatus().getCode())
                      .isEqualTo(Status.Code.FAILED_PRECONDITION))
          .withMessageContaining("a backup is under way");
      slow.leave();
      await().until(() -> told(api).equals(List.of("BEGUN", "FAILED CALLER_LEFT")));

      assertThat(take(api.channel())).isNotEmpty();
    }
  }

  @Test
  void letsGoOfACallerWhoTakesNothing() throws Exception {
    try (TestApi api = filled()) {
      var slow = new SlowTaker(api.channel());

      await().until(() -> told(api).equals(List.of("BEGUN", "FAILED CALLER_LEFT")));
      slow.goOn();

      assertThat(slow.end.join().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(slow.end.join().getDescription()).contains("took nothing for");
    }
  }

  @Test
  void isForOperatorsOfAllConnectionsOnlyAndNotWhileSealed() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    String spiffeId = "spiffe://example.org/crm";
    List<Policy> policies =
        List.of(
            new Policy(
                "crm",
                List.of(spiffeId),
                List.of("**"),
                Set.of(Role.READER, Role.ENROLLER, Role.SECURITY, Role.SUPPORT, Role.AUDITOR),
                null),
            new Policy("some", List.of(spiffeId), List.of("crm/**"), Set.of(Role.OPERATOR), null));
    try (TestApi api = TestApi.tls(directory, certificates, policies)) {
      assertRefused(
          api.channel(certificates.spiffe("crm", spiffeId)), Status.Code.PERMISSION_DENIED);
      assertThat(told(api)).isEmpty();
    }
    try (TestApi api = TestApi.dev(directory.resolve("sealed"))) {
      api.vault.seal.seal();
      assertRefused(api.channel(), Status.Code.UNAVAILABLE);
    }
  }

  private TestApi filled() throws Exception {
    TestApi api = TestApi.dev(directory);
    List<Change> rows =
        IntStream.range(0, CONNECTIONS)
            .<Change>mapToObj(n -> new Change.ConnectionWritten(Samples.active("acme/" + n)))
            .toList();
    api.vault.stores.repair().restore(rows);
    return api;
  }

  private static void assertRefused(Channel channel, Status.Code code) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> take(channel))
        .satisfies(refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
  }

  private static List<BackupResponse> take(Channel channel) {
    List<BackupResponse> messages = new ArrayList<>();
    SystemServiceGrpc.newBlockingStub(channel)
        .backup(BackupRequest.getDefaultInstance())
        .forEachRemaining(messages::add);
    return messages;
  }

  /** What the audit was told of backups: outcome, word, comment. */
  private static List<String> told(TestApi api) {
    return api.vault.audit.records().stream()
        .filter(audited -> audited.action() == AuditAction.STORE_BACKED_UP)
        .map(
            audited ->
                (audited.outcome() + " " + audited.reason().word() + audited.reason().comment())
                    .strip())
        .toList();
  }

  /** Takes one message, and no more until it is told to. */
  private static final class SlowTaker extends ClientCall.Listener<BackupResponse> {
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<BackupRequest, BackupResponse> call;

    SlowTaker(Channel channel) {
      call = channel.newCall(SystemServiceGrpc.getBackupMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
      call.sendMessage(BackupRequest.getDefaultInstance());
      call.halfClose();
    }

    void leave() {
      call.cancel("enough", null);
    }

    void goOn() {
      call.request(Integer.MAX_VALUE);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }
}
