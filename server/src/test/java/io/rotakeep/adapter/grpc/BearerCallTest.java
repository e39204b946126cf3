package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.TokenBed.authorization;
import static io.rotakeep.adapter.grpc.TokenBed.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchIncidentsRequest;
import io.rotakeep.v1.WatchIncidentsResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over real TLS and a real socket, by callers who show tokens. */
final class BearerCallTest {
  private static final String CRM = "spiffe://example.org/crm";

  @TempDir private static Path directory;
  private static TokenBed bed;

  @BeforeAll
  static void start() throws Exception {
    bed =
        new TokenBed(
            directory,
            true,
            List.of(
                policy("crm", "oidc:corp/crm", Role.READER),
                policy("cluster", "k8s:crm/*", Role.READER),
                policy("security", "oidc:corp/security", Role.SECURITY),
                policy("certificate", CRM, Role.READER)));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void knowsACallerByAToken() throws Exception {
    Channel channel = bed.overTls(null);

    assertThat(list(channel, bearer(bed.token("crm")))).isEqualTo(Code.OK);
    assertThat(list(channel, authorization("bEARER " + bed.token("crm")))).isEqualTo(Code.OK);
    assertThat(list(channel, bearer(bed.accountToken("crm", "web")))).isEqualTo(Code.OK);
    assertThat(list(channel, bearer(bed.token("other")))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(list(channel, bearer(bed.accountToken("crm2", "web"))))
        .isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void givesEachCallOfAConnectionItsOwnCaller() throws Exception {
    Channel channel = bed.overTls(null);

    assertThat(list(channel, bearer(bed.token("crm")))).isEqualTo(Code.OK);
    assertThat(list(channel, null)).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(list(channel, bearer(bed.token("other")))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(list(channel, bearer(bed.token("crm")))).isEqualTo(Code.OK);
  }

  @Test
  void goesOnKnowingACallerByACertificateAlone() throws Exception {
    assertThat(list(bed.overTls(bed.certificate(CRM)), null)).isEqualTo(Code.OK);
  }

  @Test
  void refusesACertificateAndATokenTogether() throws Exception {
    Channel channel = bed.overTls(bed.certificate(CRM));

    assertThat(list(channel, bearer(bed.token("crm")))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(list(channel, null)).isEqualTo(Code.OK);
  }

  @Test
  void takesTheTokenInPlaceOfTheUserAtTheSocket() {
    Channel channel = bed.atTheSocket();

    assertThat(list(channel, bearer(bed.token("crm")))).isEqualTo(Code.OK);
    assertThat(list(channel, bearer("no.token.atall"))).isEqualTo(Code.UNAUTHENTICATED);
    // Known by its user, whom no policy names.
    assertThat(list(channel, null)).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void answersAlikeWhateverWasWrong() throws Exception {
    Channel channel = bed.overTls(null);
    String good = bed.token("crm");
    Set<Object> answers = new HashSet<>();

    for (CallCredentials bad :
        List.of(
            authorization("Bearer"),
            authorization("Bearer "),
            authorization("Basic Y3JtOmNybQ=="),
            authorization(good),
            authorization("Bearer " + good, "Bearer " + good),
            bearer(good + " "),
            bearer(good.substring(0, good.length() - 3)),
            bearer(SigningKey.of("k1", "ES256").token("{}")),
            bearer("x".repeat(4000)))) {
      answers.add(refusal(channel, bad));
    }
    answers.add(refusal(channel, null));
    answers.add(refusal(bed.overTls(bed.certificate(CRM)), bearer(good)));

    assertThat(answers).hasSize(1);
  }

  @Test
  void keepsHealthAndUnknownMethodsForKnownCallers() throws Exception {
    ManagedChannel channel = bed.overTls(null);
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);

    assertThat(health.withCallCredentials(bearer(bed.token("crm"))).check(any())).isNotNull();
    assertThat(
            catchThrowableOfType(StatusRuntimeException.class, () -> health.check(any()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void answersATokenItKnowsOnTheEventLoop() throws Exception {
    Channel channel = bed.overTls(null);
    String token = bed.token("stranger");
    assertThat(get(channel, token)).isEqualTo(Code.PERMISSION_DENIED);
    int before = bed.vault.audit.threads().size();

    assertThat(get(channel, token)).isEqualTo(Code.PERMISSION_DENIED);

    assertThat(bed.vault.audit.threads().subList(before, bed.vault.audit.threads().size()))
        .isNotEmpty()
        .allMatch(thread -> thread.startsWith("grpc-"));
  }

  @Test
  void refusesOnNoEventLoopSinceTheAuditMayKeepItWaiting(@TempDir Path own) throws Exception {
    try (TokenBed watched =
        new TokenBed(own, true, List.of(policy("crm", "oidc:corp/crm", Role.READER)))) {
      Channel both = watched.overTls(watched.certificate(CRM));

      assertThat(list(both, bearer(watched.token("crm")))).isEqualTo(Code.UNAUTHENTICATED);
      assertThat(list(watched.overTls(null), authorization("Basic Y3JtOmNybQ==")))
          .isEqualTo(Code.UNAUTHENTICATED);

      assertThat(watched.vault.audit.records())
          .hasSize(2)
          .allMatch(it -> it.action() == AuditAction.CALLER_REFUSED);
      assertThat(watched.vault.audit.threads()).containsExactly("token", "token");
    }
  }

  @Test
  void refusesThoughNoAuditTakesIt(@TempDir Path own) throws Exception {
    try (TokenBed watched =
        new TokenBed(own, true, List.of(policy("crm", "oidc:corp/crm", Role.READER)))) {
      Channel channel = watched.overTls(null);

      watched.vault.audit.broken(true);
      assertThat(list(channel, authorization("Basic Y3JtOmNybQ==")))
          .isEqualTo(Code.UNAUTHENTICATED);
      watched.vault.audit.breaksOff(true);
      watched.vault.audit.broken(false);
      assertThat(list(channel, authorization("Basic Y3JtOmNybQ=="))).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void endsAStreamThatOutlivesItsToken(@TempDir Path own) throws Exception {
    try (TokenBed mortal =
        new TokenBed(own, false, List.of(policy("s", "oidc:corp/security", Role.SECURITY)))) {
      Iterator<WatchIncidentsResponse> stream =
          IncidentServiceGrpc.newBlockingStub(mortal.overTls(null))
              .withCallCredentials(bearer(mortal.token("security")))
              .watch(WatchIncidentsRequest.getDefaultInstance());
      // Says that all is told, since there is no incident.
      assertThat(stream.next().hasIncident()).isFalse();

      mortal.clock.advance(Duration.ofSeconds(599));
      mortal.rpc.refresh();
      mortal.clock.advance(Duration.ofSeconds(1));
      mortal.rpc.refresh();

      assertThat(
              catchThrowableOfType(StatusRuntimeException.class, stream::hasNext)
                  .getStatus()
                  .getCode())
          .isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void asksNobodyForACertificateWithoutAnAuthorityForThem(@TempDir Path own) throws Exception {
    try (TokenBed tokensOnly =
        new TokenBed(own, false, List.of(policy("crm", "oidc:corp/crm", Role.READER)))) {
      Channel channel = tokensOnly.overTls(null);

      assertThat(list(channel, bearer(tokensOnly.token("crm")))).isEqualTo(Code.OK);
      assertThat(list(channel, null)).isEqualTo(Code.UNAUTHENTICATED);
      // A certificate that is not asked for is not shown, so it is no second proof.
      assertThat(
              list(
                  tokensOnly.overTls(tokensOnly.certificate(CRM)), bearer(tokensOnly.token("crm"))))
          .isEqualTo(Code.OK);
    }
  }

  @Test
  void tellsWhyToLogAndAuditAloneAndNeverTheToken(@TempDir Path own) throws Exception {
    try (EverythingLogged log = new EverythingLogged();
        TokenBed watched =
            new TokenBed(own, true, List.of(policy("crm", "oidc:corp/crm", Role.READER)))) {
      Channel channel = watched.overTls(null);
      String good = watched.token("crm");
      String bad = good.substring(0, good.length() - 8) + "AAAAAAAA";
      assertThat(list(channel, bearer(good))).isEqualTo(Code.OK);
      for (int i = 0; i < RefusedProofs.PER_SECOND + 5; i++) {
        assertThat(list(channel, bearer(bad))).isEqualTo(Code.UNAUTHENTICATED);
      }
      watched.clock.advance(Duration.ofSeconds(1));
      assertThat(list(channel, bearer(bad))).isEqualTo(Code.UNAUTHENTICATED);

      List<AuditRecord> refused =
          watched.vault.audit.records().stream()
              .filter(it -> it.action() == AuditAction.CALLER_REFUSED)
              .toList();
      assertThat(refused)
          .hasSize(RefusedProofs.PER_SECOND + 1)
          .allSatisfy(it -> assertThat(it.reason().word()).isEqualTo("TOKEN_SIGNATURE"));
      assertThat(log.lines())
          .anyMatch(line -> line.contains("SIGNATURE; and 5 more before"))
          .noneMatch(line -> line.contains(good.substring(good.length() - 20, good.length() - 8)))
          .noneMatch(line -> line.contains(good.substring(0, 24)));
    }
  }

  private static HealthCheckRequest any() {
    return HealthCheckRequest.getDefaultInstance();
  }

  private static Policy policy(String name, String caller, Role role) {
    return new Policy(name, List.of(caller), List.of("crm/**"), Set.of(role), null);
  }

  private static Code get(Channel channel, String token) {
    return catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                TokenServiceGrpc.newBlockingStub(channel)
                    .withCallCredentials(bearer(token))
                    .getAccessToken(
                        GetAccessTokenRequest.newBuilder().setConnection("crm/a").build()))
        .getStatus()
        .getCode();
  }

  private static Object refusal(Channel channel, @Nullable CallCredentials credentials) {
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask(channel, credentials));
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("CALLER_UNKNOWN");
    return TestApi.detailsOf(error);
  }

  private static Code list(Channel channel, @Nullable CallCredentials credentials) {
    try {
      ask(channel, credentials);
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static void ask(Channel channel, @Nullable CallCredentials credentials) {
    var _ =
        ConnectionServiceGrpc.newBlockingStub(channel)
            .withCallCredentials(credentials)
            .listConnections(ListConnectionsRequest.getDefaultInstance());
  }
}
