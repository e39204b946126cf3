package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that ends while its connection is open ends that as well. */
final class CertificateEndTest {
  private static final GeneralName CRM =
      new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/crm");

  /** As often as the daemon looks. */
  private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor();

  private TestCertificates certificates;
  private TestApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    certificates = TestCertificates.in(directory.resolve("pki"));
    Policy any =
        new Policy(
            "p", List.of("spiffe://example.org/*"), List.of("**"), Set.of(Role.READER), null);
    api = TestApi.tls(directory, certificates, List.of(any));
    var _ = upkeep.scheduleWithFixedDelay(api.rpc::refresh, 1, 1, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    upkeep.shutdownNow();
    api.close();
  }

  @Test
  void theCallsOnAnOpenConnectionAreRefusedASecondAfterItsCertificateEndedAtTheLatest()
      throws Exception {
    TestIdentity brief = certificates.issue("brief", Duration.ofSeconds(3), CRM);
    TestIdentity lasting = certificates.issue("lasting", Duration.ofHours(1), CRM);
    Instant end =
        ClientTrust.certificates(brief.certificate()).getFirst().getNotAfter().toInstant();
    ManagedChannel ending = api.channel(brief);
    ManagedChannel going = api.channel(lasting);
    ask(ending);
    ask(going);

    Instant refused = refusedAt(ending);

    Duration late = Duration.between(end, refused);
    System.out.printf("an expired certificate was refused after %d ms%n", late.toMillis());
    // It is good to the end of its last second.
    assertThat(late).isBetween(Duration.ZERO, Duration.ofMillis(2500));
    ask(going);
    assertThat(api.rpc.address()).isPresent();
  }

  @Test
  void aStreamOnAnOpenConnectionEndsWithItsCertificate() throws Exception {
    TestIdentity brief = certificates.issue("brief", Duration.ofSeconds(3), CRM);
    Instant end =
        ClientTrust.certificates(brief.certificate()).getFirst().getNotAfter().toInstant();
    Iterator<WatchAccessTokensResponse> stream =
        TokenServiceGrpc.newBlockingStub(api.channel(brief))
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .watchAccessTokens(
                WatchAccessTokensRequest.newBuilder().setFilter("provider = none").build());
    assertThat(stream.next().getSynced().getConnections()).isZero();

    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> stream.forEachRemaining(_ -> {}));

    Duration late = Duration.between(end, Instant.now());
    System.out.printf("its stream was ended after %d ms%n", late.toMillis());
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(late).isBetween(Duration.ZERO, Duration.ofMillis(2500));
  }

  private static Instant refusedAt(ManagedChannel channel) {
    while (true) {
      StatusRuntimeException error =
          catchThrowableOfType(StatusRuntimeException.class, () -> ask(channel));
      if (error != null) {
        return Instant.now();
      }
    }
  }

  private static void ask(ManagedChannel channel) {
    var _ =
        SystemServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .getStatus(GetStatusRequest.getDefaultInstance());
  }
}
