package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes down what was issued and what came back. Thread-safe. */
final class Ledger {
  private final List<IssuedToken> refreshTokens = new ArrayList<>();
  private final List<String> accessTokens = new ArrayList<>();
  private final List<Presentation> presentations = new ArrayList<>();
  private long tokenRequests;
  private long revocations;

  synchronized void tokenRequested() {
    tokenRequests++;
  }

  synchronized void issued(RefreshToken token) {
    Chain chain = token.chain;
    refreshTokens.add(
        new IssuedToken(token.value, chain.clientId, chain.subject, chain.id, token.generation));
  }

  synchronized void issuedAccess(String value) {
    accessTokens.add(value);
  }

  synchronized void presented(Instant time, String token, Outcome outcome) {
    presentations.add(new Presentation(time, token, outcome));
  }

  synchronized void revoked() {
    revocations++;
  }

  synchronized ServerReport report() {
    return new ServerReport(tokenRequests, refreshTokens, accessTokens, presentations, revocations);
  }
}
