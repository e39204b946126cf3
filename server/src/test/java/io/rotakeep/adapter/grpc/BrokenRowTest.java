package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A row that nobody can read, or that is another's, as whoever may read its connection meets it.
 */
final class BrokenRowTest {
  private static final Connection ROW = Samples.active("crm/broken");
  private static final String WHOLE = "crm/whole";

  @TempDir Path directory;
  private TestApi api;
  private TokenServiceBlockingStub tokens;

  @BeforeEach
  void start() throws Exception {
    api = TestApi.dev(directory);
    tokens = api.tokens();
    api.connect("double", WHOLE);
    assertThat(
            new ConnectionLocks()
                .<Boolean>whileHolding(
                    ROW.id(), lock -> api.vault.stores.connections().create(lock, ROW)))
        .isTrue();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void isQuarantinedAndAnsweredWithIntegrityWhileOthersAreServed() throws Exception {
    RowDamage.spoil(directory, ROW.id().value());

    assertIsAnsweredWithIntegrity();

    assertIsQuarantined();
    assertThat(tokens.getAccessToken(asking(WHOLE)).getAccessToken()).isNotEmpty();
  }

  @Test
  void isTheSameIfItIsAnothers() throws Exception {
    RowDamage.put(
        directory, ROW.id().value(), ConnectionImage.write(Samples.active("crm/another")));

    assertIsAnsweredWithIntegrity();

    assertIsQuarantined();
  }

  @Test
  void isFoundOutOnceHoweverOftenItIsAskedFor() throws Exception {
    RowDamage.spoil(directory, ROW.id().value());

    assertIsAnsweredWithIntegrity();
    assertIsAnsweredWithIntegrity();

    assertThat(api.vault.audit.records())
        .filteredOn(record -> record.action() == AuditAction.CONNECTION_QUARANTINED)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.connection()).isEqualTo(ROW.id().value());
              assertThat(record.reason().word()).isEqualTo("INTEGRITY");
            });
  }

  private void assertIsAnsweredWithIntegrity() {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> tokens.getAccessToken(asking(ROW.id().value())));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.DATA_LOSS);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("INTEGRITY");
  }

  private void assertIsQuarantined() {
    List<SignedHold> standing = api.vault.stores.holds().standing();
    assertThat(standing).hasSize(1);
    assertThat(standing.getFirst().hold())
        .isInstanceOfSatisfying(
            Hold.QuarantinedHold.class,
            hold -> {
              assertThat(hold.connection()).isEqualTo(ROW.id());
              assertThat(hold.reason()).isEqualTo(Reason.INTEGRITY);
            });
  }

  private static GetAccessTokenRequest asking(String id) {
    return GetAccessTokenRequest.newBuilder().setConnection(id).build();
  }
}
