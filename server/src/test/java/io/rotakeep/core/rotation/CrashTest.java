package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the process at every step of a rotation, and again while it recovers, and holds what is
 * left against what the authorization server saw.
 */
class CrashTest {
  private static final List<Twist> FATES =
      List.of(new Twist.Plainly(), new Twist.AnswerLost(), new Twist.QuestionLost());

  private static @Nullable UncaughtExceptionHandler before;

  /** The end of a process; no stack, since it happens hundreds of times. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death(Steps.Step step) {
      super("at " + step, null, false, false);
    }
  }

  /** Kills at one step, and counts which attempts were intended on purpose. */
  private static final class Fate implements Steps {
    private final Map<Long, Integer> deliberate = new ConcurrentHashMap<>();
    private volatile @Nullable Step deadly;

    @Override
    public void reached(Step step) {
      if (step == deadly) {
        throw new Death(step);
      }
    }

    @Override
    public void intending(Attempt attempt) {
      if (attempt.kind() == Attempt.Kind.DELIBERATE) {
        deliberate.merge(attempt.generation().number(), 1, Integer::sum);
      }
    }
  }

  /** One way to die. */
  private record Scene(
      RotationClass rotation,
      Steps.Step deadly,
      Twist twist,
      boolean losingStoreTail,
      boolean checkpointed) {}

  static Stream<RotationClass> everyClass() {
    return Stream.of(
        new RotationClass.None(),
        new RotationClass.Overlapping(),
        new RotationClass.Successor(),
        new RotationClass.Window(Duration.ofSeconds(30)),
        new RotationClass.Count(1),
        new RotationClass.Strict(),
        new RotationClass.Family(),
        new RotationClass.Mixed());
  }

  @BeforeAll
  static void dieQuietly() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
  }

  @AfterAll
  static void speakAgain() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @ParameterizedTest
  @MethodSource("everyClass")
  void losesNothingWhereverTheProcessDies(RotationClass rotation) {
    scenes(rotation).forEach(CrashTest::play);
  }

  @ParameterizedTest
  @MethodSource("everyClass")
  void losesNothingWhenItDiesAgainWhileItRecovers(RotationClass rotation) {
    for (Steps.Step first : List.of(Steps.Step.INTENDED, Steps.Step.SENT, Steps.Step.KEPT)) {
      for (Steps.Step second :
          List.of(Steps.Step.STORED, Steps.Step.SETTLING, Steps.Step.SETTLED)) {
        for (boolean losing : List.of(true, false)) {
          Scene scene = new Scene(rotation, first, new Twist.Plainly(), losing, false);
          Fate fate = new Fate();
          TestDaemon killed = killed(scene, fate);
          fate.deadly = second;
          TestDaemon recovering = killed.reopen(losing);
          recoverUntilDeath(recovering);
          fate.deadly = null;

          TestDaemon survivor = recovering.restart(losing);

          assertInvariants(scene + " then " + second, fate, survivor);
        }
      }
    }
  }

  private static Stream<Scene> scenes(RotationClass rotation) {
    return Stream.of(Steps.Step.values())
        .flatMap(
            step ->
                FATES.stream()
                    .flatMap(
                        twist ->
                            Stream.of(true, false)
                                .flatMap(
                                    losing ->
                                        Stream.of(true, false)
                                            .map(
                                                checkpointed ->
                                                    new Scene(
                                                        rotation,
                                                        step,
                                                        twist,
                                                        losing,
                                                        checkpointed)))));
  }

  private static void play(Scene scene) {
    Fate fate = new Fate();
    TestDaemon killed = killed(scene, fate);
    AccessToken handedOut = Objects.requireNonNull(killed.tokens.find(TestDaemon.ID));

    TestDaemon once = killed.restart(scene.losingStoreTail());
    TestDaemon twice = once.restart(scene.losingStoreTail());

    assertThat(twice.row().generation())
        .as(scene + ": what was handed out is not forgotten")
        .isGreaterThanOrEqualTo(handedOut.generation());
    assertInvariants(scene.toString(), fate, twice);
  }

  /** A daemon that has rotated once and dies during the second rotation. */
  private static TestDaemon killed(Scene scene, Fate fate) {
    Provider provider = SampleProviders.of(scene.rotation());
    MutableClock clock = MutableClock.standing();
    TestDaemon.Parts parts =
        new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(scene.rotation(), clock));
    TestDaemon daemon = TestDaemon.enrolled(provider, parts.steps(fate));
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    if (scene.checkpointed()) {
      new Checkpointer(daemon.journal, daemon.stores.repair()).run();
    }
    daemon.server.next(scene.twist());
    fate.deadly = scene.deadly();
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    fate.deadly = null;
    return daemon;
  }

  private static void recoverUntilDeath(TestDaemon daemon) {
    try {
      daemon.recover();
    } catch (Death _) {
      // What this test is about.
    }
  }

  private static void assertInvariants(String scene, Fate fate, TestDaemon daemon) {
    assertKnown(scene + ", recovered", daemon);
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(6));
    daemon.refresh();
    assertKnown(scene + ", asked again", daemon);
    for (int day = 0; day < 3; day++) {
      daemon.outliveAccessToken();
      daemon.refresh();
      assertKnown(scene + ", day " + day, daemon);
    }
    assertSpentOnce(scene, fate, daemon);
    if (daemon.state() instanceof ConnectionState.Active) {
      daemon.outliveAccessToken();
      assertThat(daemon.refresh()).as(scene).isInstanceOf(RotationOutcome.Fresh.class);
    }
  }

  /** The newest token is here, or we know that we do not know. Nothing else, above all no alarm. */
  private static void assertKnown(String scene, TestDaemon daemon) {
    switch (daemon.state()) {
      case ConnectionState.Active _ ->
          assertThat(daemon.server.isUsable(daemon.refreshToken())).as(scene).isTrue();
      case ConnectionState.InDoubt _ -> {}
      case ConnectionState.ReauthorizationRequired(Reason reason) ->
          assertThat(reason).as(scene).isEqualTo(Reason.LOST_RESPONSE);
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          throw new AssertionError(scene + ": " + daemon.state());
    }
    daemon
        .journal
        .openAttempts()
        .forEach(open -> assertThat(open).as(scene + ": left open").isNull());
  }

  private static void assertSpentOnce(String scene, Fate fate, TestDaemon daemon) {
    long generation = 0;
    for (int presentations : daemon.server.presentations().values()) {
      generation++;
      int deliberate = fate.deliberate.getOrDefault(generation, 0);
      assertThat(deliberate).as(scene + ": on purpose").isLessThanOrEqualTo(1);
      assertThat(presentations)
          .as(scene + ": presentations of generation " + generation)
          .isLessThanOrEqualTo(permitted(daemon) + deliberate);
    }
  }

  private static int permitted(TestDaemon daemon) {
    RotationClass rotation =
        daemon.stores.providers().find(SampleProviders.NAME).orElseThrow().tokens().rotation();
    return switch (rotation) {
      case RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Window _ ->
          Integer.MAX_VALUE - 1;
      case RotationClass.Count(int extraUses) -> 1 + extraUses;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> 1;
    };
  }
}
