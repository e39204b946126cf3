package io.rotakeep.testkit.authorization;

import java.net.URI;

/**
 * An authorization server under a test's control, be it a double or a real product, so that one
 * suite runs on both.
 */
public interface AuthorizationServer extends AutoCloseable {
  URI issuer();

  Endpoints endpoints();

  /** The client that is registered beforehand for each kind. */
  RegisteredClient client(ClientKind kind);

  /** The user of that name, opened when first asked for. */
  default Account account(String name) {
    return Account.takenAtItsWord(name);
  }

  /** What the server itself has seen so far; tokens of requests under way may be missing. */
  ServerReport report();

  @Override
  void close();
}
