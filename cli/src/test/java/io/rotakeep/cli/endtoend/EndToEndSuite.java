package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.rotakeep.cli.trial.Crowd;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.proxy.HttpGate;
import io.rotakeep.testkit.search.SecretSearch;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.UpstreamRevocation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The main job, told as one story: each chapter goes on where the one before ended, on one daemon
 * and one authorization server, whose own log is read at the end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class EndToEndSuite {
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CALLERS = 1_000;

  @TempDir private static Path directory;

  private @Nullable AuthorizationServer server;
  private @Nullable HttpGate gate;
  private @Nullable DaemonUnderTest daemon;

  /** The server on which the story is played; aborts the tests if it cannot be had. */
  abstract AuthorizationServer startServer(Duration accessTokenLife);

  /**
   * A daemon that has not been started.
   *
   * @param home an empty directory for all that it writes
   */
  abstract DaemonUnderTest daemonIn(Path home) throws Exception;

  /** What else must not be found, as far as the server tells: codes, verifiers. */
  Set<String> otherSecretsSeen() {
    return Set.of();
  }

  @BeforeAll
  void start() throws Exception {
    server = startServer(ACCESS_TOKEN_LIFE);
    gate = HttpGate.before(server.issuer());
    daemon = daemonIn(Files.createDirectory(directory.resolve(getClass().getSimpleName())));
    daemon.start();
  }

  @AfterAll
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    if (gate != null) {
      gate.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  @Order(1)
  void enrolsWithEveryKindOfClient(ClientKind kind) {
    Page page = enrol(kind);

    Connection connection = daemon().connection(id(kind));
    assertThat(page.status()).isEqualTo(200);
    assertThat(connection.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(connection.getGeneration()).isEqualTo(1);
    assertThat(connection.getSubject()).isEqualTo(user(kind));
    assertThat(daemon().client().accessToken(id(kind)).type()).isEqualToIgnoringCase("bearer");
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  @Order(2)
  void rotatesTenTimes(ClientKind kind) {
    for (int generation = 2; generation <= 11; generation++) {
      assertThat(daemon().refresh(id(kind)).getGeneration()).isEqualTo(generation);
    }

    assertThat(newestGeneration(kind)).isEqualTo(11);
  }

  @Test
  @Order(3)
  void asksOnceForAThousandCallersAtEachExpiry() throws Exception {
    var crowd = new Crowd(daemon().client(), CALLERS);
    AccessToken token = daemon().client().accessToken(id(ClientKind.PUBLIC));
    for (int expiry = 0; expiry < 3; expiry++) {
      long before = server().report().tokenRequests();
      awaitEndOf(token);

      Crowd.Answers answers = crowd.ask(id(ClientKind.PUBLIC));

      assertThat(answers.refusals()).isEmpty();
      long requests = server().report().tokenRequests() - before;
      assertThat(answers.distinctTokens()).hasSize((int) requests);
      assertThat(answers.newest().generation()).isEqualTo(token.generation() + requests);
      assertThat(answers.eachAfterTheEndOf(token, ACCESS_TOKEN_LIFE)).isTrue();
      token = answers.newest();
    }
  }

  @Test
  @Order(4)
  void goesOnAfterAStop() {
    long generation = daemon().refresh(id(ClientKind.PUBLIC)).getGeneration();

    int exit = daemon().stop();
    daemon().start();

    assertThat(exit).isIn(0, 143);
    assertThat(daemon().connection(id(ClientKind.PUBLIC)).getGeneration()).isEqualTo(generation);
    assertThat(daemon().refresh(id(ClientKind.PUBLIC)).getGeneration()).isEqualTo(generation + 1);
  }

  @Test
  @Order(5)
  void goesOnAfterBeingKilled() {
    Map<ClientKind, Long> generations = new EnumMap<>(ClientKind.class);
    for (ClientKind kind : ClientKind.values()) {
      generations.put(kind, daemon().refresh(id(kind)).getGeneration());
    }

    daemon().kill();
    daemon().start();

    generations.forEach(
        (kind, generation) -> {
          assertThat(daemon().client().accessToken(id(kind)).generation())
              .isGreaterThanOrEqualTo(generation);
          assertThat(daemon().refresh(id(kind)).getGeneration()).isGreaterThan(generation);
        });
  }

  @Test
  @Order(6)
  void resolvesTheDoubtOfARefreshDuringWhichItWasKilled() throws Exception {
    String id = id(ClientKind.CONFIDENTIAL_POST);
    long generation = daemon().refresh(id).getGeneration();
    gate().shut();
    CompletableFuture<Void> refresh = CompletableFuture.runAsync(() -> daemon().refresh(id));
    gate().awaitHeld(1, LIMIT);

    daemon().kill();
    gate().discardAndOpen();
    assertThat(refresh).failsWithin(LIMIT);
    daemon().start();

    Connection inDoubt = daemon().connection(id);
    assertThat(inDoubt.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_IN_DOUBT);
    assertThat(inDoubt.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_LOST_RESPONSE);
    AccessToken next = awaitGeneration(id, generation + 1);
    assertThat(next.generation()).isEqualTo(generation + 1);
    assertThat(daemon().connection(id).getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
  }

  @Test
  @Order(7)
  void importsARefreshTokenOnce() throws Exception {
    String token = ForeignApplication.refreshToken(server(), "importer");
    var request =
        ImportRefreshTokensRequest.newBuilder()
            .setConnection("imported/one")
            .setProvider(Registration.provider(ClientKind.PUBLIC))
            .setRefreshToken(ByteString.copyFromUtf8(token))
            .setLine(7)
            .build();

    var first = ImportCall.of(daemon().client(), request);
    var second = ImportCall.of(daemon().client(), request);

    assertThat(first.getResult()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    assertThat(first.getLine()).isEqualTo(7);
    assertThat(second.getResult()).isEqualTo(ImportResult.IMPORT_RESULT_ALREADY_ADOPTED);
    assertThat(daemon().connection("imported/one").getGeneration()).isEqualTo(2);
    assertThat(daemon().refresh("imported/one").getGeneration()).isEqualTo(3);
  }

  @Test
  @Order(8)
  void revokesHereAndUpstream() {
    String id = id(ClientKind.CONFIDENTIAL_BASIC);
    daemon().refresh(id);
    long revocations = server().report().revocations();

    RevokeConnectionResponse revoked =
        daemon()
            .connections()
            .revokeConnection(RevokeConnectionRequest.newBuilder().setConnection(id).build());

    assertThat(revoked.getConnection().getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_REVOKED);
    assertThat(revoked.getUpstream()).isEqualTo(UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED);
    assertThat(server().report().revocations()).isEqualTo(revocations + 1);
    assertThatExceptionOfType(RotakeepException.ConnectionRevoked.class)
        .isThrownBy(() -> daemon().client().accessToken(id))
        .satisfies(
            refused -> assertThat(refused.status()).isEqualTo(Status.Code.FAILED_PRECONDITION));
  }

  @Test
  @Order(9)
  void authorizesARevokedIdAgainAndGoesOnCounting() {
    ClientKind kind = ClientKind.CONFIDENTIAL_BASIC;
    long generation = daemon().connection(id(kind)).getGeneration();

    enrol(kind);

    Connection again = daemon().connection(id(kind));
    assertThat(again.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(again.getGeneration()).isEqualTo(generation + 1);
    assertThat(daemon().refresh(id(kind)).getGeneration()).isEqualTo(generation + 2);
  }

  @Test
  @Order(10)
  void usesEachTokenOnceAsTheServerSawIt() {
    ServerReport report = server().report();

    assertThat(report.presentedMoreThanOnce()).isEmpty();
    assertThat(report.reuseCount()).isZero();
    assertThat(report.presentations()).hasSizeGreaterThan(40);
  }

  @Test
  @Order(11)
  void leavesNoTokenInAnythingItWrites() {
    Set<String> secrets = new HashSet<>(server().report().allTokensEverIssued());
    for (ClientKind kind : ClientKind.values()) {
      server().client(kind).secret().ifPresent(secrets::add);
    }

    secrets.addAll(otherSecretsSeen());

    SecretSearch.Result result = new SecretSearch(secrets).in(directory);

    assertThat(result.found()).isEmpty();
    assertThat(result.files()).isGreaterThan(5);
    assertThat(secrets).hasSizeGreaterThan(90);
  }

  private Page enrol(ClientKind kind) {
    daemon().register(server(), kind, gate());
    String url =
        daemon()
            .connections()
            .startAuthorization(
                StartAuthorizationRequest.newBuilder()
                    .setConnection(id(kind))
                    .setProvider(Registration.provider(kind))
                    .setLoginHint(user(kind))
                    .build())
            .getAuthorizationUrl();
    try (var browser = new Browser()) {
      return browser.visit(URI.create(url));
    }
  }

  private AccessToken awaitGeneration(String id, long generation) {
    return await()
        .atMost(LIMIT)
        .ignoreExceptionsMatching(
            failure ->
                failure instanceof RotakeepException refused
                    && refused.status() == Status.Code.UNAVAILABLE)
        .until(() -> daemon().client().accessToken(id), token -> token.generation() >= generation);
  }

  private static void awaitEndOf(AccessToken token) {
    await().atMost(LIMIT).until(() -> Instant.now().isAfter(token.expiry()));
  }

  private int newestGeneration(ClientKind kind) {
    return server()
        .report()
        .newest(server().client(kind).id(), user(kind))
        .orElseThrow()
        .generation();
  }

  private static String id(ClientKind kind) {
    return "story/" + Registration.provider(kind);
  }

  private static String user(ClientKind kind) {
    return "user-of-" + Registration.provider(kind);
  }

  final AuthorizationServer server() {
    return requireNonNull(server);
  }

  final DaemonUnderTest daemon() {
    return requireNonNull(daemon);
  }

  private HttpGate gate() {
    return requireNonNull(gate);
  }
}
