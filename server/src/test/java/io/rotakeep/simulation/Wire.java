package io.rotakeep.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.rotation.Steps.Step;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.simulation.Chain.Demise;
import io.rotakeep.simulation.Chain.Token;
import io.rotakeep.simulation.Ledger.Outcome;
import io.rotakeep.simulation.Ledger.Presentation;
import io.rotakeep.simulation.SimulatedServer.Presenter;
import io.rotakeep.simulation.SimulatedServer.Word;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The network between one node and the authorization servers, and what becomes of questions. */
final class Wire implements TokenEndpoint, RevocationEndpoint {
  private final World world;
  private final SimulatedNode node;
  private int answers;

  Wire(World world, SimulatedNode node) {
    this.world = world;
    this.node = node;
  }

  /** What becomes of one question. */
  enum Fate {
    ANSWERED,
    NOT_SENT,
    QUESTION_LOST,
    ANSWER_LOST,
    ANSWER_DAMAGED,
    /** A gateway fails, before or after the server did its work. */
    GATEWAY_BEFORE,
    GATEWAY_AFTER,
    BUSY,
    THROTTLED,
    CLIENT_REFUSED
  }

  @Override
  public TokenObservation ask(URI endpoint, ClientCredentials client, TokenQuestion question) {
    if (!(question instanceof TokenQuestion.Refresh(SecretBytes secret))) {
      throw new Violation("a code was exchanged in a world without codes");
    }
    Token token = world.server().find(text(secret));
    Violation.unless(
        endpoint.equals(token.chain.provider.endpoints().token()),
        node.name(),
        "a refresh token was sent to " + endpoint);
    Presentation presentation = world.invariants().presenting(node, token);
    node.reached(Step.SENDING);
    world.tally().count(Happening.QUESTION);
    TokenObservation observation = meet(world.nemesis().fate(node), token, presentation);
    world.trace().note(() -> node.name() + " presented " + token.text + ": " + presentation.seen);
    node.reached(Step.SENT);
    presentation.answered = node.instant();
    return observation;
  }

  @Override
  public RevocationOutcome revoke(URI endpoint, ClientCredentials client, SecretBytes secret) {
    Token token = world.server().find(text(secret));
    Violation.unless(
        endpoint.equals(token.chain.provider.endpoints().revocation()),
        node.name(),
        "a refresh token was sent to " + endpoint);
    if (world.nemesis().fate(node) != Fate.ANSWERED) {
      return new RevocationOutcome.Unconfirmed("silence");
    }
    world.server().revoke(token.chain, Demise.REVOKED_BY_US);
    return new RevocationOutcome.Gone();
  }

  private static String text(SecretBytes secret) {
    return secret.read(bytes -> new String(bytes, US_ASCII));
  }

  private TokenObservation meet(Fate fate, Token token, Presentation seen) {
    return switch (fate) {
      case ANSWERED -> answer(word(token), seen);
      case NOT_SENT -> {
        seen.seen = Outcome.UNSENT;
        yield new TokenObservation.NotSent("refused");
      }
      case QUESTION_LOST -> new TokenObservation.Unanswered("silence");
      case ANSWER_LOST -> {
        word(token);
        yield new TokenObservation.Unanswered("reset");
      }
      case ANSWER_DAMAGED -> damaged(word(token), seen);
      case GATEWAY_BEFORE -> answered(500, null, "oops\n");
      case GATEWAY_AFTER -> {
        word(token);
        yield answered(502, null, "oops\n");
      }
      case BUSY -> notSpent(seen, answered(503, world.chance().oneIn(2) ? "2" : null, "busy\n"));
      case THROTTLED -> notSpent(seen, answered(429, "3", "slow\n"));
      case CLIENT_REFUSED -> notSpent(seen, answered(401, null, "error=invalid_client\n"));
    };
  }

  private Word word(Token token) {
    world.nemesis().pauseInRequest(node);
    Word word = world.server().present(token, presenter(token));
    world.nemesis().pauseInRequest(node);
    return word;
  }

  private Presenter presenter(Token token) {
    return node.isRisked(token.chain.connection) ? Presenter.US_AT_A_PERSONS_RISK : Presenter.US;
  }

  private static TokenObservation notSpent(Presentation seen, TokenObservation observation) {
    seen.seen = Outcome.NOT_SPENT;
    return observation;
  }

  private TokenObservation answer(Word word, Presentation seen) {
    seen.seen = word instanceof Word.Granted ? Outcome.GRANTED : Outcome.REFUSED;
    return answered(status(word), null, body(word));
  }

  /** Cut somewhere; what stands complete before the cut can be saved. */
  private TokenObservation damaged(Word word, Presentation seen) {
    String body = body(word);
    String rest = body.substring(0, world.chance().below(body.length()));
    boolean saved =
        word instanceof Word.Granted(Token next)
            && rest.contains("refresh_token=" + next.text + "\n");
    if (word instanceof Word.Refused) {
      seen.seen = Outcome.NOT_SPENT;
    } else if (saved) {
      seen.seen = Outcome.GRANTED;
    }
    return answered(status(word), null, rest.isEmpty() || rest.endsWith("\n") ? rest + "<" : rest);
  }

  private String body(Word word) {
    return switch (word) {
      case Word.Refused(String error) -> "error=" + error + "\n";
      case Word.Granted(Token next) -> {
        answers++;
        String access = "access_token=at-" + node.name() + answers + SimulatedServer.MARK + "\n";
        String refresh = next.presentations > 0 ? "" : "refresh_token=" + next.text + "\n";
        yield (world.chance().oneIn(2) ? access + refresh : refresh + access)
            + "token_type=Bearer\nexpires_in=3600\n";
      }
    };
  }

  private static int status(Word word) {
    return word instanceof Word.Granted ? 200 : 400;
  }

  private static TokenObservation answered(int status, @Nullable String retryAfter, String body) {
    return new TokenObservation.Answered(
        status,
        retryAfter,
        "text/plain",
        SecretBytes.owning(body.getBytes(US_ASCII)),
        body.endsWith("\n"));
  }
}
