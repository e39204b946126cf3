package io.rotakeep.core.probe;

import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.EgressCheck.Outlook;
import java.util.List;

/**
 * What all looks together say about the way out; pure. What the server sees of our address no
 * server says, and who else could would be a third party.
 */
final class EgressJudge {
  private static final String CHECK = "egress_address";

  private EgressJudge() {}

  /**
   * @param local where answers came to
   * @param undeclared from where nothing was sent
   */
  static Finding judge(List<String> local, List<String> undeclared, Outlook outlook) {
    DeclaredEgress declared = outlook.declared();
    return switch (outlook.view()) {
      case PROXIED -> proxied(declared);
      case UNDECLARED -> undeclared(local);
      case TRANSLATED ->
          Finding.unknown(
              CHECK,
              left(local)
                  + "; none of egress.addresses ("
                  + declared
                  + ") is this machine's, so an address translation lies between and what the"
                  + " server sees cannot be seen from here",
              "compare egress.addresses with the address your network shows outside");
      case COMPARED -> compared(local, undeclared, declared);
    };
  }

  private static Finding proxied(DeclaredEgress declared) {
    return Finding.unknown(
        CHECK,
        "requests leave by the proxy, and the server sees its address; egress.addresses says "
            + declared
            + ", which cannot be seen from here",
        "have the provider's allow-list hold the proxy's addresses, and egress.addresses name"
            + " them");
  }

  private static Finding undeclared(List<String> local) {
    return local.isEmpty()
        ? Finding.unknown(CHECK, "nothing was reached", "")
        : Finding.unknown(
            CHECK,
            left(local) + "; behind NAT the server sees another address",
            "have the provider's allow-list hold the address your network shows outside, and"
                + " declare it in egress.addresses");
  }

  private static Finding compared(
      List<String> local, List<String> undeclared, DeclaredEgress declared) {
    if (!undeclared.isEmpty()) {
      return Finding.failed(
          CHECK,
          "nothing was sent: it would have left from "
              + String.join(", ", undeclared)
              + ", which is not one of egress.addresses ("
              + declared
              + ")",
          "mend the way out, or declare the address and have the provider's allow-list hold it");
    }
    return local.isEmpty()
        ? Finding.unknown(CHECK, "nothing was reached", "")
        : Finding.passed(CHECK, left(local) + ", as egress.addresses declares (" + declared + ")");
  }

  private static String left(List<String> local) {
    return local.isEmpty()
        ? "nothing was reached"
        : "requests leave from " + String.join(", ", local) + " on this machine";
  }
}
