package io.rotakeep.core.rewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RewrapperTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final KeyTerm FIRST = new KeyTerm(1);
  private static final KeyTerm SECOND = FIRST.next();
  private static final ConnectionId BUSY = new ConnectionId("many/7");

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final MemoryMarks marks = new MemoryMarks();

  @Test
  void bringsEveryRecordUnderTheNewTermAndProvesIt() {
    enrol(250);
    daemon.refresh();
    String token = daemon.refreshToken();
    Rewrapper rewrapper = rewrapper(daemon, 10_000);
    daemon.parts().addKeyTerm();

    finish(rewrapper);

    assertThat(rows()).hasSize(251).allSatisfy(row -> assertThat(terms(row)).containsOnly(SECOND));
    assertThat(daemon.refreshToken()).isEqualTo(token);
    assertThat(rewrapper.rewrapped()).isEqualTo(251);
    assertThat(marks.mark().term()).isEqualTo(SECOND);
    assertThat(marks.mark().proven()).isTrue();
    assertThat(daemon.audit.records(AuditAction.KEYS_REWRAPPED))
        .singleElement()
        .satisfies(RewrapperTest::saysThatAllIsWell);
  }

  @Test
  void changesNothingOfARecordButItsEnvelopes() {
    daemon.refresh();
    Connection before = daemon.row();
    daemon.parts().addKeyTerm();

    finish(rewrapper(daemon, 10_000));

    Connection after = daemon.row();
    assertThat(after.revision()).isEqualTo(before.revision() + 1);
    assertThat(after.generation()).isEqualTo(before.generation());
    assertThat(after.history()).isEqualTo(before.history());
    assertThat(after.state()).isEqualTo(before.state());
    assertThat(Objects.requireNonNull(after.accessToken()).handle())
        .isEqualTo(Objects.requireNonNull(before.accessToken()).handle());
    assertThat(daemon.restart(true).row()).isEqualTo(after);
  }

  @Test
  void doesAFewInEachRoundAndSaysHowFarItIs() {
    enrol(30);
    Rewrapper rewrapper = rewrapper(daemon, 2_000);
    daemon.parts().addKeyTerm();

    Duration pause = rewrapper.round();

    assertThat(pause).isEqualTo(Duration.ofMillis(5));
    RewrapProgress progress = rewrapper.progress().orElseThrow();
    assertThat(rewrapper.rewrapped()).isEqualTo(10);
    assertThat(progress.total()).as("connections and their provider").isEqualTo(32);
    assertThat(progress.done()).isEqualTo(11);
    assertThat(progress.begun()).isEqualTo(daemon.clock.instant());
    finish(rewrapper);
    assertThat(rewrapper.progress()).isEmpty();
  }

  @Test
  void comesBackToWhatIsBeingRefreshedAndWaitsForNothing() throws InterruptedException {
    enrol(20);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);
    daemon.parts().addKeyTerm();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread flight =
        Thread.startVirtualThread(() -> daemon.locks.whileHolding(BUSY, _ -> hold(held, end)));
    held.await();

    rewrapper.round();
    rewrapper.round();

    assertThat(rewrapper.rewrapped()).isEqualTo(20);
    assertThat(terms(row(BUSY))).containsOnly(FIRST);
    assertThat(rewrapper.progress().orElseThrow().done()).isEqualTo(21);
    end.countDown();
    flight.join();
    finish(rewrapper);
    assertThat(terms(row(BUSY))).containsOnly(SECOND);
  }

  /** Under a new revision it would pass for the newest. */
  @Test
  void leavesAloneWhatSomebodyPutBack() {
    daemon.refresh();
    Connection earlier = daemon.row();
    daemon.outliveAccessToken();
    daemon.refresh();
    daemon.parts().addKeyTerm();
    daemon.stores.putBack(earlier);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);

    finish(rewrapper);

    assertThat(daemon.row()).isEqualTo(earlier);
    assertThat(rewrapper.rewrapped()).isZero();
    assertThat(daemon.audit.records(AuditAction.KEYS_REWRAPPED))
        .extracting(AuditRecord::outcome)
        .containsExactly(AuditOutcome.FAILED);
  }

  /** A provider that was away leaves many. */
  @Test
  void leavesAloneWhatHasAnOpenAttemptAndComesBackToAllOfThemAtOnce() {
    int many = 250;
    enrol(many);
    Rewrapper rewrapper = rewrapper(daemon, 1_000);
    daemon.parts().addKeyTerm();
    List<Attempt> open =
        IntStream.rangeClosed(1, many)
            .mapToObj(i -> opened(new ConnectionId("many/" + i)))
            .toList();
    IntStream.range(0, many).forEach(_ -> rewrapper.round());
    assertThat(rewrapper.rewrapped()).isEqualTo(1);
    assertThat(rewrapper.progress()).isPresent();
    open.forEach(attempt -> daemon.journal.close(attempt.id()));
    // A refresh leaves most of them under the new term, the first that are come back to among them.
    open.subList(0, 199)
        .forEach(
            each ->
                replace(each.connection(), row -> daemon.secrets.rewrapped(row).nextRevision()));

    daemon.clock.advance(Duration.ofSeconds(5));
    IntStream.range(0, many / 5).forEach(_ -> rewrapper.round());

    assertThat(rewrapper.rewrapped()).isEqualTo(1 + many - 199);
  }

  @Test
  void goesOnInTheNextProcessWithoutDoingAnythingTwice() {
    enrol(30);
    Rewrapper first = rewrapper(daemon, 100);
    daemon.parts().addKeyTerm();
    first.round();
    RewrapMark begun = marks.mark();

    daemon.clock.advance(Duration.ofHours(1));
    TestDaemon next = daemon.restart(true);
    Rewrapper second = rewrapper(next, 100);
    finish(second);

    assertThat(first.rewrapped() + second.rewrapped()).isEqualTo(31);
    assertThat(marks.mark()).isEqualTo(new RewrapMark(SECOND, begun.begun(), true));
    assertThat(next.stores.connections().list(ConnectionQuery.all(100)))
        .allSatisfy(row -> assertThat(terms(row)).containsOnly(SECOND));
  }

  @Test
  void looksAtNoRecordWhereThereIsNothingToDo() {
    marks.write(new RewrapMark(SECOND, daemon.clock.instant(), true));
    daemon.parts().addKeyTerm();
    daemon.stores.goAway(true);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);

    rewrapper.round();
    rewrapper.round();

    assertThat(rewrapper.progress()).isEmpty();
  }

  @Test
  void hasNothingToDoUnderTheFirstTerm() {
    daemon.stores.goAway(true);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);

    rewrapper.round();

    assertThat(rewrapper.progress()).isEmpty();
    assertThat(marks.find()).isEmpty();
  }

  @Test
  void leavesADamagedRecordToItsReadersAndFinishesWithTheOthers() {
    enrol(8);
    replace(BUSY, RewrapperTest::damaged);
    daemon.parts().addKeyTerm();

    finish(rewrapper(daemon, 10_000));

    assertThat(terms(row(BUSY))).containsOnly(FIRST);
    assertThat(terms(daemon.row())).containsOnly(SECOND);
    assertThat(marks.mark().proven()).isTrue();
    assertThat(daemon.audit.records(AuditAction.KEYS_REWRAPPED))
        .singleElement()
        .satisfies(record -> assertThat(record.outcome()).isEqualTo(AuditOutcome.FAILED));
  }

  @Test
  void takesWhatWasWrittenUnderTheEarlierTermMeanwhile() {
    enrol(8);
    Connection before = row(BUSY);
    daemon.parts().addKeyTerm();
    Rewrapper rewrapper = rewrapper(daemon, 10_000);
    rewrapper.round();
    replace(BUSY, now -> late(before, now));
    assertThat(terms(row(BUSY))).containsOnly(FIRST);

    finish(rewrapper);

    assertThat(terms(row(BUSY))).containsOnly(SECOND);
  }

  @Test
  void bringsClientSecretsUnderTheNewTerm() {
    OAuthClient client =
        new OAuthClient(
            STRICT.client().id(),
            OAuthClient.Type.CONFIDENTIAL,
            ClientAuthentication.CLIENT_SECRET_POST,
            List.of(daemon.encrypted("client-secret")));
    Provider confidential = SampleProviders.nextRevision(SampleProviders.client(STRICT, client));
    daemon.provide(confidential);
    daemon.parts().addKeyTerm();

    finish(rewrapper(daemon, 10_000));

    Provider after = daemon.stores.providers().find(confidential.name()).orElseThrow();
    assertThat(after.client().secrets())
        .allSatisfy(secret -> assertThat(secret.term()).contains(SECOND));
    assertThat(after.revision()).isEqualTo(confidential.revision() + 1);
    try (SecretBytes secret = Objects.requireNonNull(daemon.credentials.of(after).secret())) {
      assertThat(secret.matches(SecretBytes.copyOfAscii("client-secret"))).isTrue();
    }
  }

  @Test
  void triesAgainAfterAWhileWhenTheStoreIsAway() {
    enrol(8);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);
    daemon.parts().addKeyTerm();
    daemon.stores.goAway(true);

    assertThatThrownBy(rewrapper::round).isInstanceOf(StoreUnavailableException.class);
    rewrapper.round();
    daemon.stores.goAway(false);
    daemon.clock.advance(Duration.ofSeconds(5));
    finish(rewrapper);

    assertThat(rows()).allSatisfy(row -> assertThat(terms(row)).containsOnly(SECOND));
  }

  @Test
  void writesNothingWithSealedKeysThatAreOlderThanTheStore() {
    RewrapMark newer = new RewrapMark(new KeyTerm(3), daemon.clock.instant(), true);
    marks.write(newer);
    Rewrapper rewrapper = rewrapper(daemon, 10_000);

    rewrapper.round();

    assertThat(rewrapper.missing()).contains(newer);
    assertThat(rewrapper.progress()).isEmpty();
    assertThat(marks.mark()).isEqualTo(newer);
  }

  private static void saysThatAllIsWell(AuditRecord record) {
    assertThat(record.outcome()).isEqualTo(AuditOutcome.SUCCEEDED);
    assertThat(record.reason().word()).isEqualTo("TERM_2");
  }

  private void enrol(int count) {
    for (int i = 1; i <= count; i++) {
      daemon.enrol(new ConnectionId("many/" + i), STRICT, "token-" + i);
    }
  }

  private Attempt opened(ConnectionId id) {
    Connection asked = row(id);
    Attempt open =
        new Attempt(
            UUID.randomUUID(),
            Attempt.Kind.REFRESH,
            id,
            asked.generation(),
            asked.revision(),
            "",
            daemon.clock.instant());
    daemon.journal.intend(open);
    return open;
  }

  private void replace(ConnectionId id, UnaryOperator<Connection> change) {
    Connection before = row(id);
    Connection after = change.apply(before);
    daemon.locks.whileHolding(id, lock -> daemon.connections().replace(lock, before, after));
  }

  private void finish(Rewrapper rewrapper) {
    int rounds = 0;
    do {
      rewrapper.round();
      daemon.clock.advance(Duration.ofSeconds(5));
      assertThat(++rounds).as("rounds").isLessThan(1_000);
    } while (rewrapper.progress().isPresent());
  }

  private Rewrapper rewrapper(TestDaemon on, int perSecond) {
    RecordRewrap records =
        new RecordRewrap(
            on.connections(),
            on.stores.providers(),
            on.locks,
            on.journal,
            new RowAge(on.journal, on.stores.lineage()),
            on.secrets,
            on.credentials);
    return new Rewrapper(
        () -> on.parts().keyTerm(),
        on.connections(),
        on.stores.providers(),
        records,
        marks,
        on.audit,
        on.clock,
        perSecond);
  }

  private List<Connection> rows() {
    return daemon.stores.connections().list(ConnectionQuery.all(500));
  }

  private Connection row(ConnectionId id) {
    return daemon.stores.connections().find(id).orElseThrow();
  }

  private static List<KeyTerm> terms(Connection row) {
    Grant grant = Objects.requireNonNull(row.grant());
    Stream<Envelope> access =
        row.accessToken() == null ? Stream.of() : Stream.of(row.accessToken().token());
    return Stream.concat(Stream.of(Objects.requireNonNull(grant.refreshToken())), access)
        .map(envelope -> envelope.term().orElseThrow())
        .toList();
  }

  private static Connection damaged(Connection row) {
    Grant grant = Objects.requireNonNull(row.grant());
    byte[] bytes = Objects.requireNonNull(grant.refreshToken()).bytes();
    bytes[bytes.length - 1] ^= 1;
    return row.withTokens(
            grant.withRefreshToken(new Envelope(bytes), grant.fingerprint()), row.accessToken())
        .nextRevision();
  }

  /** The row as somebody writes it who encrypted before the term was added. */
  private static Connection late(Connection before, Connection now) {
    return now.withTokens(before.grant(), before.accessToken()).nextRevision();
  }

  private static Void hold(CountDownLatch held, CountDownLatch end) {
    held.countDown();
    try {
      assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return null;
  }
}
