package io.rotakeep.core.enrollment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A revocation endpoint that remembers what it was shown, and the words its results are told in.
 */
final class RecordingRevocation implements RevocationEndpoint, RevocationObserver {
  private final List<String> revoked = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private final List<URI> addresses = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final Deque<RevocationOutcome> script = new ArrayDeque<>();
  private Runnable beforeAnswer = () -> {};

  /** What comes of the next questions; after that every token is gone. */
  synchronized void next(RevocationOutcome... outcomes) {
    script.addAll(List.of(outcomes));
  }

  synchronized void beforeAnswer(Runnable hook) {
    beforeAnswer = hook;
  }

  /** Every token shown, in order. */
  synchronized List<String> revoked() {
    return List.copyOf(revoked);
  }

  /** Those that clients proved themselves with, in order. */
  synchronized List<String> secrets() {
    return List.copyOf(secrets);
  }

  synchronized List<URI> addresses() {
    return List.copyOf(addresses);
  }

  synchronized List<String> results() {
    return List.copyOf(results);
  }

  @Override
  public RevocationOutcome revoke(URI endpoint, ClientCredentials client, SecretBytes token) {
    Runnable hook;
    RevocationOutcome outcome;
    synchronized (this) {
      revoked.add(token.read(bytes -> new String(bytes, US_ASCII)));
      addresses.add(endpoint);
      SecretBytes secret = client.secret();
      if (secret != null) {
        secrets.add(secret.read(bytes -> new String(bytes, US_ASCII)));
      }
      hook = beforeAnswer;
      outcome = script.isEmpty() ? new RevocationOutcome.Gone() : script.removeFirst();
    }
    hook.run();
    return outcome;
  }

  @Override
  public synchronized void revoked(ProviderName provider, String result) {
    results.add(result);
  }
}
