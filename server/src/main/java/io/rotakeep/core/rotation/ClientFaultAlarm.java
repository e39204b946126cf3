package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.verdict.RefreshVerdict.ClientFault;
import java.time.Duration;

/** Says aloud what is wrong with our registration, or with where we come from. */
final class ClientFaultAlarm {
  private static final System.Logger LOG = System.getLogger(ClientFaultAlarm.class.getName());

  private final DeclaredEgress egress;

  ClientFaultAlarm(DeclaredEgress egress) {
    this.egress = egress;
  }

  /** A client has met a fault for the first time. An address may be blocked for all at once. */
  void met(ClientCircuits.Client client, String error) {
    if (error.equals(ClientFault.EGRESS_REFUSED)) {
      LOG.log(
          System.Logger.Level.ERROR,
          "provider {0} at {1} refuses the address that we come from ({2}), not the tokens; {3}",
          client.provider(),
          client.tokenHost(),
          error,
          mend(error));
    }
  }

  void opened(ClientCircuits.Client client, String error, Duration betweenProbes) {
    LOG.log(
        System.Logger.Level.ERROR,
        "provider {0} at {1}: {2} ({3}), not the tokens: nothing is sent but one refresh every {4}"
            + " minutes; {5}",
        client.provider(),
        client.tokenHost(),
        fault(error),
        error,
        betweenProbes.toMinutes(),
        mend(error));
  }

  private static String fault(String error) {
    return switch (error) {
      case ClientFault.EGRESS_ADDRESS -> "our way out is at fault";
      case ClientFault.EGRESS_REFUSED -> "it refuses the address that we come from";
      default -> "it refuses our registration";
    };
  }

  private String mend(String error) {
    return switch (error) {
      case ClientFault.EGRESS_ADDRESS ->
          "see that we leave from one of egress.addresses (" + egress + ")";
      case ClientFault.EGRESS_REFUSED ->
          "egress.addresses says that we leave from "
              + egress
              + ": have its allow-list hold that, and see that it is so";
      default ->
          "compare client id, secret, scopes and addresses with it, then apply the provider again";
    };
  }
}
