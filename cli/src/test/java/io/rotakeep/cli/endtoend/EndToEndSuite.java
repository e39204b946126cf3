package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.trial.Crowd;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.proxy.HttpGate;
import io.rotakeep.testkit.search.SecretSearch;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.IncidentKind;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.UpstreamRevocation;
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
public abstract class EndToEndSuite extends LostAnswers {
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(3);
  private static final int CALLERS = 1_000;

  @TempDir private static Path directory;

  private @Nullable Stage stage;

  /** The server on which the story is played; aborts the tests if it cannot be had. */
  protected abstract AuthorizationServer startServer(Duration accessTokenLife) throws Exception;

  /** The preset by which an operator would register it. */
  protected abstract String preset();

  /**
   * A daemon that has not been started.
   *
   * @param home an empty directory for all that it writes
   */
  protected abstract DaemonUnderTest daemonIn(Path home) throws Exception;

  /** What else must not be found, as far as the server tells: codes, verifiers. */
  protected Set<String> otherSecretsSeen() {
    return Set.of();
  }

  @BeforeAll
  void start() throws Exception {
    Path home = Files.createDirectory(directory.resolve(getClass().getSimpleName()));
    DaemonUnderTest daemon = daemonIn(home);
    stage = Stage.on(startServer(ACCESS_TOKEN_LIFE), daemon, preset());
    daemon.start();
  }

  @AfterAll
  void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  @Order(1)
  void enrolsWithEveryKindOfClient(ClientKind kind) {
    Page page = stage().enrol(kind);

    Connection connection = daemon().connection(Stage.id(kind));
    assertThat(page.status()).isEqualTo(200);
    assertThat(connection.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(connection.getGeneration()).isEqualTo(1);
    assertThat(connection.getSubject()).isEqualTo(stage().account(kind).subject());
    assertThat(daemon().client().accessToken(Stage.id(kind)).type())
        .isEqualToIgnoringCase("bearer");
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  @Order(2)
  void rotatesTenTimes(ClientKind kind) {
    // Not 1 where the first token ended while the chapter before went on.
    long first = daemon().connection(Stage.id(kind)).getGeneration();
    for (int rotation = 1; rotation <= 10; rotation++) {
      assertThat(refresh(Stage.id(kind)).getGeneration()).isEqualTo(first + rotation);
    }

    assertThat((long) stage().newest(kind, stage().account(kind)).generation())
        .isEqualTo(first + 10);
  }

  @Test
  @Order(3)
  void asksOnceForAThousandCallersAtEachExpiry() throws Exception {
    var crowd = new Crowd(daemon().client(), CALLERS);
    AccessToken token = daemon().client().accessToken(Stage.id(ClientKind.PUBLIC));
    for (int expiry = 0; expiry < 3; expiry++) {
      long before = server().report().tokenRequests();
      awaitEndOf(token);

      Crowd.Answers answers = crowd.ask(Stage.id(ClientKind.PUBLIC));

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
    long generation = refresh(Stage.id(ClientKind.PUBLIC)).getGeneration();

    int exit = daemon().stop();
    daemon().start();

    assertThat(exit).isIn(0, 143);
    assertThat(daemon().connection(Stage.id(ClientKind.PUBLIC)).getGeneration())
        .isEqualTo(generation);
    assertThat(refresh(Stage.id(ClientKind.PUBLIC)).getGeneration()).isEqualTo(generation + 1);
  }

  @Test
  @Order(5)
  void goesOnAfterBeingKilled() {
    Map<ClientKind, Long> generations = new EnumMap<>(ClientKind.class);
    for (ClientKind kind : ClientKind.values()) {
      generations.put(kind, refresh(Stage.id(kind)).getGeneration());
    }

    daemon().kill();
    daemon().start();

    generations.forEach(
        (kind, generation) -> {
          assertThat(daemon().client().accessToken(Stage.id(kind)).generation())
              .isGreaterThanOrEqualTo(generation);
          assertThat(refresh(Stage.id(kind)).getGeneration()).isGreaterThan(generation);
        });
  }

  @Test
  @Order(6)
  void resolvesTheDoubtOfARefreshDuringWhichItWasKilled() throws Exception {
    String id = Stage.id(ClientKind.CONFIDENTIAL_POST);
    long generation = refresh(id).getGeneration();
    gate().shut();
    CompletableFuture<Void> refresh = CompletableFuture.runAsync(() -> refresh(id));
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
    String token = stage().application().refreshToken("importer");
    var request = imported("imported/one", token);

    var first = ImportCall.of(daemon().client(), request);
    var second = ImportCall.of(daemon().client(), request);

    assertThat(first.getResult()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    assertThat(first.getLine()).isEqualTo(7);
    assertThat(second.getResult()).isEqualTo(ImportResult.IMPORT_RESULT_ALREADY_ADOPTED);
    assertThat(daemon().connection("imported/one").getGeneration()).isEqualTo(2);
    assertThat(refresh("imported/one").getGeneration()).isEqualTo(3);
  }

  @Test
  @Order(8)
  void revokesHereAndUpstream() {
    String id = Stage.id(ClientKind.CONFIDENTIAL_BASIC);
    refresh(id);
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
    long generation = daemon().connection(Stage.id(kind)).getGeneration();

    stage().enrol(kind);

    Connection again = daemon().connection(Stage.id(kind));
    assertThat(again.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(again.getGeneration()).isEqualTo(generation + 1);
    assertThat(refresh(Stage.id(kind)).getGeneration()).isEqualTo(generation + 2);
  }

  @Test
  @Order(10)
  void usesEachTokenOnceAsTheServerSawIt() {
    ServerReport report = server().report();

    System.out.println(getClass().getSimpleName() + ": the server saw " + report.summary());
    assertThat(report.presentedMoreThanOnce()).isEmpty();
    assertThat(report.reuseCount()).isZero();
    assertThat(report.presentations()).hasSizeGreaterThan(40);
  }

  /** The class in the preset is what the daemon's care rests on. */
  @Test
  @Order(11)
  void punishesReuseAsItsPresetSays() throws Exception {
    var application = stage().application();
    String spent = application.refreshToken("careless");
    beforeEachUse();
    String newest = application.refresh(spent);
    beforeEachUse();

    String again = application.refresh(spent);
    beforeEachUse();
    String after = application.refresh(newest);

    assertThat(again).isEmpty();
    switch (stage().provider(ClientKind.PUBLIC).getRotation().getRotationClass()) {
      case ROTATION_CLASS_FAMILY -> assertThat(after).isEmpty();
      case ROTATION_CLASS_STRICT -> assertThat(after).isNotEmpty();
      default -> fail("no server here is of another class");
    }
  }

  @Test
  @Order(12)
  void noticesThatAnotherUsedTheNewestToken() throws Exception {
    String stolen = stage().newest(ClientKind.PUBLIC, server().account("importer")).value();
    beforeEachUse();

    String successor = stage().application().refresh(stolen);
    beforeEachUse();

    assertThat(successor).isNotEmpty().isNotEqualTo(stolen);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> daemon().refresh("imported/one"));
    Connection robbed = daemon().connection("imported/one");
    assertThat(robbed.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(robbed.getReason())
        .isEqualTo(ConnectionReason.CONNECTION_REASON_SUSPECTED_COMPROMISE);
    assertThatExceptionOfType(RotakeepException.ConnectionQuarantined.class)
        .isThrownBy(() -> daemon().client().accessToken("imported/one"));
    tell("another application used the newest token", robbed, stolen);
    assertThat(incident(robbed))
        .hasValueSatisfying(
            found -> {
              assertThat(found.getKind())
                  .isEqualTo(IncidentKind.INCIDENT_KIND_REJECTED_UNEXPLAINED);
              assertThat(found.getConnectionsList()).contains("imported/one");
            });
  }

  @Test
  @Order(16)
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

  protected final DaemonUnderTest daemon() {
    return stage().daemon();
  }

  private HttpGate gate() {
    return stage().gate();
  }

  @Override
  Stage stage() {
    return requireNonNull(stage);
  }
}
