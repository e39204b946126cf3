package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.CompleteAuthorizationResponse;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GrantLimit;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An authorization server that keeps three grants of one user, and ends the oldest for a fourth.
 */
final class GrantLimitTest {
  private static final int KEPT = 3;
  private static final String USER = "alice";
  private static final GrantLimit REACHED =
      GrantLimit.newBuilder().setGrants(KEPT).setLimit(KEPT).build();
  private static final GrantLimit EXCEEDED =
      GrantLimit.newBuilder().setGrants(KEPT + 1).setLimit(KEPT).build();

  private TestApi api;
  private ConnectionServiceBlockingStub connections;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory, DoubleSettings.standard().withGrantsPerSubject(KEPT));
    connections = api.connections();
    var provider = api.description("double").setMaxGrantsPerSubject(KEPT);
    var _ = api.providers().apply(ApplyProviderRequest.newBuilder().setProvider(provider).build());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void warnsWhenTheLastGrantIsTakenAndNotBefore() throws Exception {
    assertThat(imported("crm/1").hasGrantLimit()).isFalse();
    assertThat(imported("crm/2").hasGrantLimit()).isFalse();
    assertThat(warnings()).isEmpty();

    ImportRefreshTokensResponse third = imported("crm/3");

    assertThat(third.getGrantLimit()).isEqualTo(REACHED);
    assertThat(warnings())
        .singleElement()
        .returns("crm/3", AuditRecord::connection)
        .returns("REACHED", warning -> warning.reason().word());
    DiagnoseConnectionResponse oldest = diagnosed("crm/1");
    assertThat(oldest.getGrantLimit()).isEqualTo(REACHED);
    assertThat(oldest.getExplanation()).contains("one consent more ends the oldest");
  }

  @Test
  void tellsAheadWhatOneConsentMoreComesTo() throws Exception {
    imports(KEPT);

    assertThat(started("crm/4", USER).getGrantLimit()).isEqualTo(EXCEEDED);
    assertThat(started("crm/1", "").getGrantLimit())
        .as("one that exists has its user already, and gets another grant all the same")
        .isEqualTo(EXCEEDED);
    assertThat(started("crm/5", "somebody else").hasGrantLimit()).isFalse();
    assertThat(started("crm/6", "").hasGrantLimit()).isFalse();
  }

  @Test
  void callsTheOldestOneEvictedAndNotStolen() throws Exception {
    imports(KEPT);

    CompleteAuthorizationResponse fourth = consented("crm/4");
    Connection oldest = refused("crm/1");

    assertThat(fourth.getGrantLimit()).isEqualTo(EXCEEDED);
    assertThat(warnings()).last().returns("EXCEEDED", warning -> warning.reason().word());
    assertThat(oldest.getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED);
    assertThat(oldest.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_EVICTED);
    assertThat(oldest.getOpenIncident()).isEmpty();
    assertThat(diagnosed("crm/1").getNextStep()).contains("take out one of the user's other");
  }

  @Test
  void goesOnCallingItATheftWhereTooFewCameLater() throws Exception {
    imports(KEPT);
    api.server.revokeSubject(USER);

    Connection oldest = refused("crm/1");

    assertThat(oldest.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(oldest.getReason())
        .isEqualTo(ConnectionReason.CONNECTION_REASON_SUSPECTED_COMPROMISE);
  }

  private void imports(int count) throws InterruptedException {
    for (int i = 1; i <= count; i++) {
      assertThat(imported("crm/" + i).hasError()).isFalse();
    }
  }

  private ImportRefreshTokensResponse imported(String id) throws InterruptedException {
    String token = api.server.grant(api.client(), USER, "api");
    return api.exchange(
            List.of(
                ImportRefreshTokensRequest.newBuilder()
                    .setConnection(id)
                    .setProvider("double")
                    .setExpectedSubject(USER)
                    .setRefreshToken(ByteString.copyFromUtf8(token))
                    .build()))
        .getFirst();
  }

  private StartAuthorizationResponse started(String id, String expected) {
    return connections.startAuthorization(
        StartAuthorizationRequest.newBuilder()
            .setConnection(id)
            .setProvider("double")
            .setExpectedSubject(expected)
            .setLoginHint(USER)
            .addScopes("openid")
            .addScopes("api")
            .build());
  }

  private CompleteAuthorizationResponse consented(String id) {
    URI address = URI.create(started(id, USER).getAuthorizationUrl());
    Page page;
    try (Browser browser = new Browser()) {
      page = browser.visitUntil(address, RegisteredClient.LOOPBACK_CALLBACK);
    }
    return connections.completeAuthorization(
        CompleteAuthorizationRequest.newBuilder()
            .setState(page.parameters().first("state").orElseThrow())
            .setCode(page.parameters().first("code").orElseThrow())
            .setIss(page.parameters().first("iss").orElse(""))
            .build());
  }

  private Connection refused(String id) {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                connections.refreshConnection(
                    RefreshConnectionRequest.newBuilder().setConnection(id).build()));
    assertThat(error).isNotNull();
    return connections.getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  private DiagnoseConnectionResponse diagnosed(String id) {
    return connections.diagnoseConnection(
        DiagnoseConnectionRequest.newBuilder().setConnection(id).build());
  }

  private List<AuditRecord> warnings() {
    return api.vault.audit.records().stream()
        .filter(record -> record.action() == AuditAction.GRANT_LIMIT_REACHED)
        .toList();
  }
}
