package io.rotakeep.core.rotation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TokenEndpoint} with an authorization server behind it that counts every presentation of
 * every token. Without a script it answers as its rotation class demands; a script says for one
 * question after the other what becomes of it. Thread-safe.
 */
public final class ScriptedTokenEndpoint implements TokenEndpoint {
  private final ModelServer server;
  private final Deque<Twist> script = new ArrayDeque<>();
  private final List<URI> addresses = new ArrayList<>();
  private final List<Redemption> redemptions = new ArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile @Nullable CountDownLatch gate;
  private volatile Runnable beforeSending = () -> {};
  private volatile Runnable afterSending = () -> {};
  private final Set<String> secrets = new HashSet<>();
  private String extraMembers = "expires_in=3600\n";

  public ScriptedTokenEndpoint(RotationClass rotation, InstantSource clock) {
    this.server = new ModelServer(rotation, clock);
  }

  /** What becomes of one question. */
  public sealed interface Twist {
    /** The server answers as it would. */
    record Plainly() implements Twist {}

    /** No byte of the question leaves. */
    record Unsent() implements Twist {}

    /** It would have left from an address that nobody declared. */
    record Withheld() implements Twist {}

    /** The question is lost on its way. */
    record QuestionLost() implements Twist {}

    /** The server does its work; its answer is lost. */
    record AnswerLost() implements Twist {}

    /** The server does its work, and what it says is cut short or reworded. */
    record Reworded(Rewording rewording) implements Twist {}

    /** Something before the server answers; the server hears nothing. */
    record Intercepted(int status, @Nullable String retryAfter, String body) implements Twist {}
  }

  /** Makes another answer of an answer's body. */
  @FunctionalInterface
  public interface Rewording {
    String of(String body);
  }

  /**
   * One exchange as the server saw it; every code is good once.
   *
   * @param clientSecret null if the request had none
   */
  public record Redemption(
      String code,
      URI redirectUri,
      String verifier,
      String clientId,
      @Nullable String clientSecret) {}

  public synchronized void next(Twist... twists) {
    script.addAll(List.of(twists));
  }

  /** From now on the server answers as it would. */
  public synchronized void forgetScript() {
    script.clear();
  }

  /** From now on a client proves itself with one of these, or is refused before anything else. */
  public synchronized void takesOnly(String... clientSecrets) {
    secrets.clear();
    secrets.addAll(List.of(clientSecrets));
  }

  /** Members of every granted answer beside the tokens and the type; {@code expires_in=3600}. */
  public synchronized void saysBeside(String lines) {
    extraMembers = lines;
  }

  /** Questions wait, arrived but unanswered, until the latch opens. */
  public void holdUntil(CountDownLatch latch) {
    gate = latch;
  }

  public void beforeSending(Runnable hook) {
    beforeSending = hook;
  }

  /** Runs when the server has done its work and before the answer reaches anybody. */
  public void afterSending(Runnable hook) {
    afterSending = hook;
  }

  public synchronized String enrol() {
    return server.enrol();
  }

  public synchronized void revokeGrant() {
    server.revoke();
  }

  public synchronized boolean grantRevoked() {
    return server.grantRevoked();
  }

  public synchronized boolean isUsable(String refreshToken) {
    return server.isUsable(refreshToken);
  }

  /** How often the server saw each token it ever issued, oldest first. */
  public synchronized Map<String, Integer> presentations() {
    return server.presentations();
  }

  public synchronized List<URI> addresses() {
    return List.copyOf(addresses);
  }

  /** Every code that was sent, in order, with what went with it. */
  public synchronized List<Redemption> redemptions() {
    return List.copyOf(redemptions);
  }

  /** How many questions were put, whatever became of them. */
  public int questions() {
    return questions.get();
  }

  /** A thief shows a token to the server. */
  public synchronized boolean thiefPresents(String refreshToken) {
    return server.present(refreshToken) != null;
  }

  @Override
  public TokenObservation ask(URI endpoint, ClientCredentials client, TokenQuestion question) {
    questions.incrementAndGet();
    beforeSending.run();
    CountDownLatch latch = gate;
    if (latch != null) {
      awaitQuietly(latch);
    }
    TokenObservation observation = answer(endpoint, client, question);
    afterSending.run();
    return observation;
  }

  private synchronized TokenObservation answer(
      URI endpoint, ClientCredentials client, TokenQuestion question) {
    addresses.add(endpoint);
    Twist twist = script.isEmpty() ? new Twist.Plainly() : script.removeFirst();
    return switch (twist) {
      case Twist.Plainly _ -> process(client, question, body -> body);
      case Twist.Unsent _ -> new TokenObservation.NotSent("refused");
      case Twist.Withheld _ -> new TokenObservation.Withheld("192.0.2.7");
      case Twist.QuestionLost _ -> new TokenObservation.Unanswered("silence");
      case Twist.AnswerLost _ -> {
        process(client, question, body -> body);
        yield new TokenObservation.Unanswered("reset");
      }
      case Twist.Reworded(Rewording rewording) -> process(client, question, rewording);
      case Twist.Intercepted(int status, var retryAfter, String body) ->
          answered(status, retryAfter, body);
    };
  }

  private TokenObservation process(
      ClientCredentials client, TokenQuestion question, Rewording rewording) {
    SecretBytes secret = client.secret();
    if (!secrets.isEmpty() && (secret == null || !secrets.contains(text(secret)))) {
      return answered(401, null, "error=invalid_client\n");
    }
    String presented = presented(question);
    String successor = successor(client, question);
    if (successor == null) {
      return answered(400, null, rewording.of("error=invalid_grant\n"));
    }
    String refreshLine = successor.equals(presented) ? "" : "refresh_token=" + successor + "\n";
    String body =
        "access_token=at-"
            + questions.get()
            + "-for-"
            + successor
            + "\n"
            + refreshLine
            + "token_type=Bearer\n"
            + extraMembers;
    return answered(200, null, rewording.of(body));
  }

  private static TokenObservation answered(int status, @Nullable String retryAfter, String body) {
    SecretBytes bytes = SecretBytes.owning(body.getBytes(US_ASCII));
    return new TokenObservation.Answered(
        status, retryAfter, "text/plain", bytes, body.endsWith("\n"));
  }

  private @Nullable String successor(ClientCredentials client, TokenQuestion question) {
    return switch (question) {
      case TokenQuestion.Refresh _ -> server.present(presented(question));
      case TokenQuestion.Exchange(SecretBytes code, URI redirectUri, SecretBytes verifier) -> {
        SecretBytes secret = client.secret();
        Redemption redemption =
            new Redemption(
                text(code),
                redirectUri,
                text(verifier),
                client.clientId(),
                secret == null ? null : text(secret));
        boolean fresh = redemptions.stream().noneMatch(old -> old.code().equals(text(code)));
        redemptions.add(redemption);
        yield fresh ? server.enrol() : null;
      }
    };
  }

  private static String presented(TokenQuestion question) {
    return switch (question) {
      case TokenQuestion.Refresh(SecretBytes token) -> text(token);
      case TokenQuestion.Exchange(SecretBytes code, _, _) -> text(code);
    };
  }

  private static String text(SecretBytes secret) {
    return secret.read(bytes -> new String(bytes, US_ASCII));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
