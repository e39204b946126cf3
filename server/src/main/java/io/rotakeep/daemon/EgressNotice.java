package io.rotakeep.daemon;

import io.rotakeep.core.oauth.EgressCheck;

/** Says once, at the start, what of the declared addresses can be watched from here. */
final class EgressNotice {
  private static final System.Logger LOG = System.getLogger(EgressNotice.class.getName());

  private EgressNotice() {}

  static void say(EgressCheck.Outlook outlook) {
    String declared = outlook.declared().toString();
    switch (outlook.view()) {
      case UNDECLARED -> {}
      case COMPARED ->
          LOG.log(
              System.Logger.Level.INFO,
              "egress.addresses ({0}) are watched: nothing is sent from another address",
              declared);
      case TRANSLATED ->
          LOG.log(
              System.Logger.Level.INFO,
              "egress.addresses ({0}) cannot be watched from here: none of them is here, so an"
                  + " address translation lies between. Only the allow-list of a provider can tell",
              declared);
      case PROXIED ->
          LOG.log(
              System.Logger.Level.INFO,
              "requests leave by egress.proxy, and the addresses that providers see are its own;"
                  + " egress.addresses ({0}) cannot be watched from here",
              declared);
    }
  }
}
