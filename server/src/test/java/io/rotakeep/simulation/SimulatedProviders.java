package io.rotakeep.simulation;

import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every rotation class with either blast radius and with each limit of age there is. */
final class SimulatedProviders {
  /** The word of those servers that say why a token is dead when they have revoked it. */
  static final String REVOKED = "token_revoked";

  static final List<Provider> ALL = all();

  private record Ages(@Nullable Duration idle, @Nullable Duration absolute) {}

  private SimulatedProviders() {}

  private static List<Provider> all() {
    List<Ages> ages =
        List.of(
            new Ages(null, null),
            new Ages(Duration.ofDays(3), null),
            new Ages(null, Duration.ofDays(12)));
    List<Provider> all = new ArrayList<>();
    classes()
        .forEach(
            rotation ->
                ages.forEach(
                    age ->
                        Stream.of(BlastRadius.CHAIN, BlastRadius.SUBJECT)
                            .forEach(radius -> all.add(one(all.size(), rotation, radius, age)))));
    return List.copyOf(all);
  }

  private static Stream<RotationClass> classes() {
    return Stream.of(
        new RotationClass.None(),
        new RotationClass.Overlapping(),
        new RotationClass.Successor(),
        new RotationClass.Window(Duration.ofSeconds(30)),
        new RotationClass.Count(1),
        new RotationClass.Strict(),
        new RotationClass.Family(),
        new RotationClass.Family(),
        new RotationClass.Mixed());
  }

  private static Provider one(int number, RotationClass rotation, BlastRadius radius, Ages ages) {
    TokenRules.AccessTokenRules access = SampleProviders.of(rotation).tokens().access();
    List<ErrorRule> errors =
        number % 4 < 2
            ? List.of()
            : List.of(new ErrorRule(REVOKED, null, null, ErrorMeaning.REVOKED));
    Provider sample =
        SampleProviders.with(
            new TokenRules(
                rotation,
                radius,
                new TokenRules.AccessTokenRules(
                    access.defaultTtl(),
                    false,
                    access.refreshMargin(),
                    access.attributes(),
                    access.attributeHosts(),
                    number % 3 != 0),
                ages.idle(),
                ages.absolute(),
                errors,
                Dialect.STANDARD));
    return new Provider(
        new ProviderName("p" + number),
        sample.preset(),
        sample.issuer(),
        sample.endpoints(),
        sample.client(),
        sample.authorization(),
        sample.tokens(),
        sample.disclosure(),
        sample.revision());
  }
}
