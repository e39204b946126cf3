package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets a daemon live through random days: lost questions and answers, a store that comes and goes,
 * crashes at any step, holds, labels, checkpoints. The seed in a failure's text repeats its
 * history.
 */
class RandomHistoryTest {
  private static final int SEEDS = 60;
  private static final int EVENTS = 40;

  private static Thread.@Nullable UncaughtExceptionHandler before;

  /** The end of a process. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("killed", null, false, false);
    }
  }

  static List<RotationClass> classes() {
    return List.of(
        new RotationClass.None(),
        new RotationClass.Successor(),
        new RotationClass.Window(Duration.ofSeconds(30)),
        new RotationClass.Count(1),
        new RotationClass.Strict(),
        new RotationClass.Family());
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
  @MethodSource("classes")
  void endsInNothingUnexplained(RotationClass rotation) {
    for (long seed = 0; seed < SEEDS; seed++) {
      new History(rotation, seed).live();
    }
  }

  /** One seed's life. */
  private static final class History implements Steps {
    private static final List<Steps.Step> STEPS = List.of(Steps.Step.values());

    private final RotationClass rotation;
    private final String name;
    private final Random random;
    private final StringBuilder events = new StringBuilder();
    private TestDaemon daemon;
    private final Set<Generation> onPurpose = ConcurrentHashMap.newKeySet();
    private Steps.@Nullable Step deadly;

    History(RotationClass rotation, long seed) {
      this.rotation = rotation;
      this.name = rotation + ", seed " + seed + ":";
      this.random = new Random(seed);
      MutableClock clock = MutableClock.standing();
      Provider provider = SampleProviders.of(rotation);
      TestDaemon.Parts parts =
          new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(rotation, clock));
      this.daemon = TestDaemon.enrolled(provider, parts.steps(this));
    }

    @Override
    public void reached(Step step) {
      if (step == deadly) {
        throw new Death();
      }
    }

    @Override
    public void intending(Attempt attempt) {
      if (attempt.kind() == Attempt.Kind.DELIBERATE) {
        onPurpose.add(attempt.generation());
      }
    }

    void live() {
      for (int i = 0; i < EVENTS; i++) {
        happen();
        check();
      }
    }

    private void happen() {
      switch (random.nextInt(12)) {
        case 0, 1 -> note("read", () -> daemon.refresh());
        case 2, 3 -> note("request", this::request);
        case 4 -> note("wait", () -> daemon.clock.advance(Duration.ofSeconds(5)));
        case 5 -> note("outlive", () -> daemon.outliveAccessToken());
        case 6 -> note("twist", () -> daemon.server.next(twist()));
        case 7 -> note("store away", this::requestWithoutStore);
        case 8 -> note("label", this::label);
        case 9 -> note("checkpoint", this::checkpoint);
        case 10 -> note("restart", () -> daemon = daemon.restart(random.nextBoolean()));
        default -> note("die", this::die);
      }
    }

    private void note(String event, Runnable act) {
      events.append(' ').append(event);
      act.run();
    }

    private void request() {
      daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    }

    private Twist twist() {
      return switch (random.nextInt(6)) {
        case 0 -> new Twist.AnswerLost();
        case 1 -> new Twist.QuestionLost();
        case 2 -> new Twist.Unsent();
        case 3 -> new Twist.Intercepted(503, null, "busy");
        case 4 -> new Twist.Intercepted(429, "3", "busy");
        default -> new Twist.Reworded(History::cutIfGranted);
      };
    }

    /** A refusal spends nothing, so it may be asked for again: that would only blur the count. */
    private static String cutIfGranted(String body) {
      return body.startsWith("error") ? body : body.substring(0, body.length() - 1);
    }

    private void requestWithoutStore() {
      daemon.stores.beforeWrite(
          _ -> {
            throw new StoreUnavailableException("full");
          });
      request();
      daemon.stores.beforeWrite(_ -> {});
    }

    private void label() {
      Connection row = daemon.row();
      Connection next =
          daemon
              .secrets
              .relabelled(row, Map.of("n", String.valueOf(random.nextInt())))
              .nextRevision();
      daemon.locks.<Boolean>whileHolding(
          TestDaemon.ID, lock -> daemon.connections().replace(lock, row, next));
    }

    private void checkpoint() {
      new Checkpointer(daemon.journal, daemon.stores.repair()).run();
    }

    private void die() {
      deadly = STEPS.get(random.nextInt(STEPS.size()));
      request();
      deadly = null;
      daemon = daemon.restart(random.nextBoolean());
    }

    private void check() {
      if (random.nextBoolean()) {
        daemon.engine.openAttempts().settle(TestDaemon.ID);
      }
      if (daemon.journal.openAttempt(TestDaemon.ID).isPresent()) {
        return;
      }
      String context = name + events;
      switch (daemon.state()) {
        case ConnectionState.Active _ ->
            assertThat(daemon.server.isUsable(daemon.refreshToken())).as(context).isTrue();
        case ConnectionState.InDoubt _ -> {}
        case ConnectionState.ReauthorizationRequired(Reason reason) ->
            assertThat(reason).as(context).isEqualTo(Reason.LOST_RESPONSE);
        case ConnectionState.PendingAuthorization _,
            ConnectionState.Quarantined _,
            ConnectionState.Revoked _ ->
            throw new AssertionError(context + " " + daemon.state());
      }
      assertSpentOnce(context);
    }

    private void assertSpentOnce(String context) {
      List<Integer> extra =
          daemon.server.presentations().values().stream()
              .map(this::excess)
              .filter(excess -> excess > 0)
              .toList();
      assertThat(extra).as(context).allMatch(excess -> excess == 1);
      assertThat(extra).as(context).hasSizeLessThanOrEqualTo(onPurpose.size());
    }

    /** How often a token was presented beyond what its class permits. */
    private int excess(int presentations) {
      int permitted =
          switch (rotation) {
            case RotationClass.None _,
                RotationClass.Overlapping _,
                RotationClass.Successor _,
                RotationClass.Window _ ->
                presentations;
            case RotationClass.Count(int extraUses) -> 1 + extraUses;
            case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> 1;
          };
      return Math.max(0, presentations - permitted);
    }
  }
}
