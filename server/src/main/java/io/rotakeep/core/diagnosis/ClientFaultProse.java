package io.rotakeep.core.diagnosis;

import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.verdict.RefreshVerdict.ClientFault;

/** What is at fault with a client, or with where it comes from, and what to do about it. */
final class ClientFaultProse {
  private ClientFaultProse() {}

  /**
   * @param atHand what callers get meanwhile
   */
  static Diagnosis of(String error, ProviderName provider, String atHand) {
    String check = ": rotakeep provider check " + provider;
    return switch (error) {
      case ClientFault.EGRESS_ADDRESS ->
          new Diagnosis(
              "Nothing is sent, since it would leave from an address that egress.addresses does not"
                  + " declare (egress_address). "
                  + atHand,
              "mend the way out, or declare the address" + check);
      case ClientFault.EGRESS_REFUSED ->
          new Diagnosis(
              "The provider refuses the address we come from (egress_refused), not the token. "
                  + atHand,
              "have its allow-list hold our addresses" + check);
      default ->
          new Diagnosis(
              "The provider refuses our registration (" + error + "), not the token. " + atHand,
              "compare client id, secret and scopes with it" + check);
    };
  }
}
