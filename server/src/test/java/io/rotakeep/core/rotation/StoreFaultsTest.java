package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.rotakeep.core.rotation.DurablePart.Condition;
import io.rotakeep.core.rotation.StoreFaults.Fault;
import io.rotakeep.core.rotation.StoreFaults.Part;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people and their alarms are told of a store that cannot write. */
final class StoreFaultsTest {
  private static final Condition SOUND = new Condition.Sound();

  private final MutableClock clock = MutableClock.standing();
  private final AtomicReference<Condition> store = new AtomicReference<>(SOUND);
  private final AtomicReference<Condition> journal = new AtomicReference<>(SOUND);
  private final StoreFaults faults = new StoreFaults(parts(), clock);
  private final LogOf log = new LogOf(Level.WARN, StoreFaults.class);

  @AfterEach
  void detach() {
    log.close();
  }

  @Test
  void saysNothingOfASoundStore() {
    assertThat(faults.standing()).isEmpty();
    assertThat(faults.refusing()).isEmpty();
    assertThat(faults.hasEnded()).isFalse();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void namesThePartTheCauseAndTheMend() {
    store.set(new Condition.Refusing("the disk is full"));
    journal.set(new Condition.Strained("there is room for 9 MB"));

    List<Fault> standing = faults.standing();

    assertThat(standing).extracting(Fault::part).containsExactly(Part.STORE, Part.JOURNAL);
    assertThat(standing)
        .extracting(Fault::why)
        .containsExactly("the disk is full", "there is room for 9 MB");
    assertThat(standing.getFirst().nextStep()).contains("disk of the data directory");
    assertThat(standing.getLast().nextStep()).contains("disk of the journal");
  }

  @Test
  void takesAStrainForNoRefusal() {
    journal.set(new Condition.Strained("there is room for 9 MB"));

    assertThat(faults.standing()).extracting(Fault::refusing).containsExactly(false);
    assertThat(faults.refusing()).isEmpty();
  }

  @Test
  void namesThePartThatRefusesAlsoBehindOneThatIsOnlyStrained() {
    store.set(new Condition.Strained("it is slow"));
    journal.set(new Condition.Refusing("no room"));

    assertThat(faults.refusing()).map(Fault::part).contains(Part.JOURNAL);
  }

  @Test
  void asksForANewProcessOnlyWhereNothingElseHelps() {
    journal.set(new Condition.Refusing("no room"));
    assertThat(faults.hasEnded()).isFalse();

    journal.set(new Condition.Ended("forcing it failed"));

    assertThat(faults.hasEnded()).isTrue();
    assertThat(faults.refusing()).map(Fault::nextStep).get().asString().contains("exit code 75");
  }

  @Test
  void remembersSinceWhenAFaultStandsThoughItGetsWorse() {
    Instant begun = clock.instant();
    journal.set(new Condition.Strained("there is room for 9 MB"));
    var _ = faults.standing();
    clock.advance(Duration.ofMinutes(3));

    journal.set(new Condition.Refusing("no room"));

    assertThat(faults.refusing()).map(Fault::since).contains(begun);
    assertThat(faults.refusing()).map(Fault::why).contains("no room");
  }

  @Test
  void dropsAFaultThatIsOverAndCountsTheNextFromItsOwnBeginning() {
    journal.set(new Condition.Refusing("no room"));
    var _ = faults.standing();
    journal.set(SOUND);
    assertThat(faults.standing()).isEmpty();
    Instant later = clock.advance(Duration.ofHours(1));

    journal.set(new Condition.Refusing("no room"));

    assertThat(faults.refusing()).map(Fault::since).contains(later);
  }

  /** Looked at every second, it would fill a disk that is nearly full. */
  @Test
  void tellsTheLogWhenAFaultBeginsGetsWorseAndEndsAndNotInBetween() {
    journal.set(new Condition.Strained("there is room for 9 MB"));
    lookTwice();
    journal.set(new Condition.Refusing("no room"));
    lookTwice();
    journal.set(SOUND);
    lookTwice();

    assertThat(log.levels()).containsExactly(Level.ERROR, Level.ERROR, Level.WARN);
    assertThat(log.lines())
        .satisfiesExactly(
            begun -> assertThat(begun).startsWith("journal: there is room for 9 MB; make room"),
            worse -> assertThat(worse).startsWith("journal: no room; make room"),
            over -> assertThat(over).isEqualTo("journal: goes on, the fault is over"));
  }

  private void lookTwice() {
    var _ = faults.standing();
    var _ = faults.standing();
  }

  private Map<Part, DurablePart> parts() {
    Map<Part, DurablePart> parts = new LinkedHashMap<>();
    parts.put(Part.STORE, store::get);
    parts.put(Part.JOURNAL, journal::get);
    return parts;
  }
}
