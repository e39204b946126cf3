package io.rotakeep.cli.crash;

import static java.util.Objects.requireNonNull;

import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what customers were told against what the server saw. */
final class Reckoning {
  private final Tally tally;
  private final Map<String, IssuedToken> issued = new HashMap<>();
  private final Map<String, IssuedToken> newest = new HashMap<>();
  private final Map<String, Integer> presented = new HashMap<>();
  private final Map<String, Customer> owners = new HashMap<>();
  private final Map<String, Consent> consents = new HashMap<>();
  private long rotations;
  private long deliberate;

  Reckoning(ServerReport report, List<Customer> customers, Tally tally) {
    this.tally = tally;
    for (IssuedToken token : report.refreshTokens()) {
      issued.put(token.value(), token);
      newest.put(token.chain(), token);
    }
    for (Customer customer : customers) {
      for (Consent consent : customer.consents()) {
        String chain = known(issued, consent.firstToken()).chain();
        owners.put(chain, customer);
        consents.put(chain, consent);
      }
    }
    report.presentations().forEach(this::see);
  }

  long rotations() {
    return rotations;
  }

  /** How many tokens came a second time, each after a doubt that the daemon had told of. */
  long deliberate() {
    return deliberate;
  }

  /** What an active connection holds must be the newest that the server gave out. */
  void hold(Customer customer, Connection connection) {
    if (connection.getState() != ConnectionState.CONNECTION_STATE_ACTIVE) {
      return;
    }
    Consent last = customer.consents().getLast();
    IssuedToken token = known(newest, known(issued, last.firstToken()).chain());
    if (connection.getGeneration() != last.generation(token.generation())) {
      tally.violation(
          customer.id
              + " is active with generation "
              + connection.getGeneration()
              + ", the server's newest is "
              + last.generation(token.generation()));
    }
  }

  private void see(Presentation presentation) {
    IssuedToken token = issued.get(presentation.token());
    if (token == null) {
      tally.violation("a token arrived that the server never issued");
      return;
    }
    Customer owner = known(owners, token.chain());
    long generation = known(consents, token.chain()).generation(token.generation());
    int time = presented.merge(token.value(), 1, Integer::sum);
    switch (time) {
      case 1 -> {
        rotations++;
        if (presentation.outcome() != Outcome.ROTATED) {
          tally.violation(told(owner, generation, presentation));
        }
      }
      case 2 -> {
        deliberate++;
        if (!owner.doubted().contains(generation)) {
          tally.violation("nobody had doubted " + told(owner, generation, presentation));
        }
      }
      default -> tally.violation("time " + time + ": " + told(owner, generation, presentation));
    }
  }

  private static <T> T known(Map<String, T> map, String key) {
    return requireNonNull(map.get(key), key);
  }

  private static String told(Customer owner, long generation, Presentation presentation) {
    return owner.id + ", generation " + generation + ": " + presentation.outcome();
  }
}
