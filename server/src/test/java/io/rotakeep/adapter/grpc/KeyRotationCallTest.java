package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.rewrap.RewrapMark;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyRotationCallTest {
  private TestApi api;
  private SystemServiceBlockingStub system;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    system = SystemServiceGrpc.newBlockingStub(api.channel());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void addsATermThatTheStatusShowsAndTheAuditNames() {
    assertThat(system.getStatus(GetStatusRequest.getDefaultInstance()).getKeyTerm()).isEqualTo(1);

    assertThat(rotate("")).isEqualTo(2);

    assertThat(system.getStatus(GetStatusRequest.getDefaultInstance()).getKeyTerm()).isEqualTo(2);
    assertThat(api.vault.audit.records())
        .filteredOn(audited -> audited.action() == AuditAction.KEYS_ROTATED)
        .singleElement()
        .satisfies(
            audited -> {
              assertThat(audited.caller()).isEqualTo("dev");
              assertThat(audited.reason().word()).isEqualTo("TERM_2");
            });
  }

  @Test
  void addsOneTermForOneRequestHoweverOftenItIsRepeated() {
    assertThat(rotate("first")).isEqualTo(2);
    assertThat(rotate("first")).isEqualTo(2);

    assertThat(rotate("second")).isEqualTo(3);
  }

  @Test
  void addsNoTermOverOneThatTheSealedKeysLack() {
    api.vault.stores.rewrapMarks().write(new RewrapMark(new KeyTerm(4), Instant.EPOCH, true));

    StatusRuntimeException refused =
        Assertions.catchThrowableOfType(StatusRuntimeException.class, () -> rotate(""));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("this store has had key term 4, which the sealed keys in use lack");
    assertThat(system.getStatus(GetStatusRequest.getDefaultInstance()).getKeyTerm()).isEqualTo(1);
  }

  private long rotate(String requestId) {
    return system
        .rotateKeys(RotateKeysRequest.newBuilder().setRequestId(requestId).build())
        .getKeyTerm();
  }
}
