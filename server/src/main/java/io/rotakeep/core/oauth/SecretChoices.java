package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of two overlapping client secrets a server takes. In memory, and for one revision of the
 * provider: after a restart, or a file applied anew, the newest is tried first. Thread-safe.
 */
final class SecretChoices {
  private static final System.Logger LOG = System.getLogger(SecretChoices.class.getName());

  private final Map<ProviderName, Choice> choices = new ConcurrentHashMap<>();

  /**
   * What the next request brings.
   *
   * @param older the older secret, not the newest
   * @param newestRefused since one of the two was accepted last; likewise {@code olderRefused}
   * @param proven whether the server has accepted the chosen one
   */
  private record Choice(
      long revision, boolean older, boolean newestRefused, boolean olderRefused, boolean proven) {
    static Choice untried(long revision) {
      return new Choice(revision, false, false, false, false);
    }

    /** Answers may come in another order than the questions: a choice made since then stands. */
    Choice without(boolean used) {
      boolean chosen = older == used;
      return new Choice(
          revision,
          chosen ? !used : older,
          newestRefused || !used,
          olderRefused || used,
          !chosen && proven);
    }

    boolean isOtherRefused(boolean used) {
      return used ? newestRefused : olderRefused;
    }
  }

  boolean isOlderChosen(Provider provider) {
    Choice choice = choices.get(provider.name());
    return choice != null && choice.revision() == provider.revision() && choice.older();
  }

  /** Whether the server refuses the newest and has accepted the older one. */
  boolean isOlderNeeded(Provider provider) {
    Choice choice = choices.get(provider.name());
    return choice != null && choice.proven() && isOlderChosen(provider);
  }

  /** Every provider for which the older one may be needed; its revision may be another by now. */
  Set<ProviderName> olderOnes() {
    return choices.entrySet().stream()
        .filter(it -> it.getValue().older() && it.getValue().proven())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @return whether the other secret is worth a request now; not if it was refused as well
   */
  boolean refused(Provider provider, boolean older) {
    Choice after =
        choices.compute(
            provider.name(), (_, before) -> current(before, provider.revision()).without(older));
    return !after.isOtherRefused(older);
  }

  void accepted(Provider provider, boolean older) {
    // Most of the time nothing was ever refused, and looking takes no lock.
    if (!older && !choices.containsKey(provider.name())) {
      return;
    }
    choices.compute(provider.name(), (_, before) -> proven(before, provider, older));
  }

  private static Choice proven(@Nullable Choice before, Provider provider, boolean older) {
    Choice known = current(before, provider.revision());
    if (known.older() != older || !known.proven()) {
      tell(provider.name(), older);
    }
    return new Choice(provider.revision(), older, false, false, true);
  }

  private static Choice current(@Nullable Choice choice, long revision) {
    return choice != null && choice.revision() == revision ? choice : Choice.untried(revision);
  }

  private static void tell(ProviderName provider, boolean older) {
    if (older) {
      LOG.log(
          System.Logger.Level.WARNING,
          "provider {0} refuses the newest client secret and accepts the older one: see that the"
              + " newest is in force there before the older one ends",
          provider);
    } else {
      LOG.log(System.Logger.Level.INFO, "provider {0} accepts the newest client secret", provider);
    }
  }
}
