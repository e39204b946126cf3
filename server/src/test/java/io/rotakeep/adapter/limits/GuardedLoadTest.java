package io.rotakeep.adapter.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.ProviderLoad;
import io.rotakeep.core.rotation.ProviderLoad.Admission;
import io.rotakeep.core.rotation.ProviderLoad.Admitted;
import io.rotakeep.core.rotation.ProviderLoad.Refused;
import io.rotakeep.core.rotation.ProviderLoad.Target;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedLoadTest {
  private static final Target TARGET = new Target(new ProviderName("crm"), "login.example.com");
  private static final Target OTHER = new Target(new ProviderName("crm"), "eu.example.com");
  private final MutableClock clock = MutableClock.standing();
  private final ProviderLoad load = new GuardedLoad(new GuardedLoad.Limits(2, 1000), clock);

  @Test
  void asksNoMoreOfAHostThatDoesNotAnswer() {
    fail(TARGET, 5);

    assertThat(load.enter(TARGET)).isInstanceOf(Refused.class);
    assertThat(load.enter(OTHER)).isInstanceOf(Admitted.class);
  }

  @Test
  void goesOnWhenAProbeIsAnswered() {
    fail(TARGET, 5);
    clock.advance(Duration.ofSeconds(6));

    for (int i = 0; i < 3; i++) {
      answer(TARGET, true);
    }
    List<Admission> after = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      after.add(load.enter(TARGET));
    }

    assertThat(after).allMatch(Admitted.class::isInstance);
  }

  @Test
  void waitsLongerEachTimeAProbeFails() {
    fail(TARGET, 5);
    clock.advance(Duration.ofSeconds(6));
    fail(TARGET, 3);
    clock.advance(Duration.ofSeconds(6));

    assertThat(load.enter(TARGET)).isInstanceOf(Refused.class);
    clock.advance(Duration.ofSeconds(5));
    assertThat(load.enter(TARGET)).isInstanceOf(Admitted.class);
  }

  @Test
  void someAnswersAmongMostKeepItOpen() {
    for (int i = 0; i < 10; i++) {
      answer(TARGET, i % 3 != 0);
    }

    assertThat(load.enter(TARGET)).isInstanceOf(Admitted.class);
  }

  @Test
  void aPlaceThatWasNotUsedSaysNothingOfTheHost() {
    for (int i = 0; i < 20; i++) {
      place(TARGET).close();
    }

    assertThat(load.enter(TARGET)).isInstanceOf(Admitted.class);
  }

  @Test
  void hasSoManyPlacesAndGivesThemBack() {
    Admitted first = place(TARGET);
    Admitted second = place(TARGET);
    assertThat(load.enter(TARGET)).isEqualTo(new Refused(Duration.ofSeconds(1)));

    first.close();

    assertThat(load.enter(TARGET)).isInstanceOf(Admitted.class);
    second.close();
  }

  private void fail(Target target, int times) {
    for (int i = 0; i < times; i++) {
      answer(target, false);
    }
  }

  private void answer(Target target, boolean healthy) {
    try (Admitted place = place(target)) {
      place.answered(healthy, Duration.ofMillis(5));
    }
  }

  private Admitted place(Target target) {
    return (Admitted) load.enter(target);
  }
}
