package io.rotakeep.bench.trial;

import io.rotakeep.adapter.oauth.HttpTokenEndpoint;
import io.rotakeep.adapter.oauth.JsonTokenAnswerReader;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.bench.load.BlockingLoop;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Refreshes that nothing keeps: each worker spends the tokens of one chain, one POST after the
 * other, and remembers the newest in memory.
 */
public final class BarePosts implements BlockingLoop.Turn {
  private final TokenEndpoint endpoint;
  private final URI address;
  private final ClientCredentials client;
  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();
  private final List<SecretBytes> newest;

  private BarePosts(TokenEndpoint endpoint, AuthorizationServerDouble server, int workers) {
    this.endpoint = endpoint;
    this.address = server.endpoints().token();
    String id = server.client(ClientKind.PUBLIC).id();
    this.client = new ClientCredentials(id, ClientAuthentication.NONE, null);
    this.newest = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      String token = server.grant(server.client(ClientKind.PUBLIC), "bare-" + i, "api");
      newest.add(SecretBytes.copyOfAscii(token));
    }
  }

  /** As the daemon asks: guarded, bounded, on a connection of its own each time. */
  public static BarePosts withOurClient(AuthorizationServerDouble server, int workers) {
    try {
      return new BarePosts(
          new HttpTokenEndpoint(
              OutboundSettings.standard(SSLContext.getDefault(), null, EgressCheck.ofNothing())),
          server,
          workers);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has a default TLS context", e);
    }
  }

  /** The least that a request on a connection of its own can cost. */
  public static BarePosts overSockets(AuthorizationServerDouble server, int workers) {
    return new BarePosts(new SocketTokenEndpoint(), server, workers);
  }

  @Override
  public void run(int worker) {
    SecretBytes spent = newest.get(worker);
    TokenObservation seen = endpoint.ask(address, client, new TokenQuestion.Refresh(spent));
    if (seen instanceof TokenObservation.Answered answered) {
      try (SecretBytes body = answered.body();
          TokenAnswer answer = reader.read(body)) {
        if (answer instanceof TokenAnswer.Granted granted && granted.refreshToken() != null) {
          newest.set(worker, copy(granted.refreshToken()));
          spent.close();
          return;
        }
      }
    }
    throw new IllegalStateException("the token endpoint did not grant: " + seen);
  }

  private static SecretBytes copy(SecretBytes token) {
    return token.read(SecretBytes::copyOf);
  }
}
