package io.rotakeep.core.oauth;

import java.net.URI;

/** Asks a token endpoint and reports what the wire showed, without judging it. */
public interface TokenEndpoint {
  /**
   * Sends the question at most once: no repeat by the transport, no redirect, on a fresh
   * connection, the whole exchange within 10 s and 64 KiB. Blocks; meant for virtual threads. Does
   * not throw for anything the network or the server does.
   */
  TokenObservation ask(URI endpoint, ClientCredentials client, TokenQuestion question);
}
