package io.rotakeep.testkit.doubles;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may change while the double runs. Thread-safe; a change holds from the next request that
 * arrives.
 */
public final class Behaviour {
  private final Faults faults = new Faults();
  private final Pace tokenPace = new Pace();
  private final Admission admission;
  private volatile Approval approval = new Approval.AsHinted("alice");
  private volatile AnswerShape answers = AnswerShape.standard();
  private volatile ChallengeRule challenges = ChallengeRule.DEMANDED;
  private volatile boolean issuerInAnswers = true;
  private volatile @Nullable String publishedIssuer;
  private volatile @Nullable String otherIssuer;

  Behaviour(InstantSource clock) {
    this.admission = new Admission(clock);
  }

  public Faults faults() {
    return faults;
  }

  /** Whom the token endpoint lets in. */
  public Admission admission() {
    return admission;
  }

  /** How long a request at the token endpoint takes. */
  public Pace tokenPace() {
    return tokenPace;
  }

  public void users(Approval decision) {
    approval = decision;
  }

  /** How successful token answers look from now on. */
  public void answers(AnswerShape shape) {
    answers = shape;
  }

  public void challenges(ChallengeRule rule) {
    challenges = rule;
  }

  /** The metadata name this issuer from now on. */
  public void publishIssuer(String issuer) {
    publishedIssuer = issuer;
  }

  /** Authorization answers carry no {@code iss} from now on, and the metadata promise none. */
  public void withoutIssuerInAnswers() {
    issuerInAnswers = false;
  }

  /** Authorization answers name another issuer than the metadata, as in a mix-up attack. */
  public void misnameIssuer(String issuer) {
    otherIssuer = issuer;
  }

  Approval approval() {
    return approval;
  }

  ChallengeRule challenges() {
    return challenges;
  }

  String publishedIssuer(String trueIssuer) {
    String published = publishedIssuer;
    return published == null ? trueIssuer : published;
  }

  AnswerShape answers() {
    return answers;
  }

  boolean promisesIssuer() {
    return issuerInAnswers;
  }

  Optional<String> issuerInAnswers(String trueIssuer) {
    String named = otherIssuer;
    return issuerInAnswers ? Optional.of(named == null ? trueIssuer : named) : Optional.empty();
  }
}
