package io.rotakeep.core.seal;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a ceremony for a new seal has gathered so far; wiped when it ends. Not thread-safe. */
final class Ceremony implements AutoCloseable {
  private final String name;
  private final SealWish wish;
  private final @Nullable SecretBytes passphrase;
  private final Gathering gathering;
  private final List<SecretBytes> unverified = new ArrayList<>();
  private @Nullable FreshSeal fresh;
  private Instant touched = Instant.MIN;

  /**
   * @param wish copied as far as it is secret
   */
  Ceremony(String name, SealWish wish, PresentSeal present) {
    this.name = name;
    SecretBytes given = wish.passphrase();
    this.passphrase = given == null ? null : given.copy();
    this.wish = new SealWish(wish.kind(), wish.shares(), wish.threshold(), passphrase);
    this.gathering = new Gathering(present);
  }

  String name() {
    return name;
  }

  SealWish wish() {
    return wish;
  }

  boolean isOver(Instant now) {
    return now.isAfter(touched.plus(Rekeying.PATIENCE));
  }

  void touch(Instant now) {
    touched = now;
  }

  /** Of the present seal; 0 once the new one is made. */
  int contributionsMissing() {
    return fresh == null ? gathering.missing() : 0;
  }

  void contribute(SecretBytes contribution, Instant now) {
    gathering.add(contribution, now);
    touch(now);
  }

  List<SecretBytes> contributions() {
    return gathering.all();
  }

  void dropContributions() {
    gathering.close();
  }

  /** The present seal has been opened, and this is to take its place. */
  void made(FreshSeal made) {
    gathering.close();
    fresh = made;
    unverified.addAll(made.shares());
    if (passphrase != null) {
      unverified.add(passphrase);
    }
  }

  FreshSeal fresh() {
    if (fresh == null) {
      throw new BugException("a seal is to be put in force that was not made");
    }
    return fresh;
  }

  /** Copies for the caller to hand out and close. */
  List<SecretBytes> sharesToHandOut() {
    return fresh().shares().stream().map(SecretBytes::copy).toList();
  }

  int verificationsMissing() {
    return unverified.size();
  }

  /**
   * Which of the new seal's secrets this is; it counts once it is {@link #verified}.
   *
   * @throws ContributionRefusedException if it is none of those still to be proved
   */
  SecretBytes proved(SecretBytes proof) {
    return unverified.stream()
        .filter(proof::matches)
        .findFirst()
        .orElseThrow(
            () ->
                new ContributionRefusedException(
                    "belongs not to the new seal, or was verified already"));
  }

  void verified(SecretBytes proved, Instant now) {
    unverified.remove(proved);
    touch(now);
  }

  @Override
  public void close() {
    gathering.close();
    unverified.clear();
    if (fresh != null) {
      fresh.close();
    }
    if (passphrase != null) {
      passphrase.close();
    }
  }
}
