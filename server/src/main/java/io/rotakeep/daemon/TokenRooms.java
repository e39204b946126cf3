package io.rotakeep.daemon;

import io.rotakeep.adapter.grpc.TokenCallers;
import io.rotakeep.adapter.jose.JoseTokenReader;
import io.rotakeep.adapter.jose.JwkSet;
import io.rotakeep.adapter.jose.JwkSetFile;
import io.rotakeep.adapter.oauth.HttpKeyDocument;
import io.rotakeep.adapter.yaml.JwtIssuer;
import io.rotakeep.adapter.yaml.JwtIssuer.KeyPlace;
import io.rotakeep.adapter.yaml.SecretPlace;
import io.rotakeep.core.bearer.BearerTokens;
import io.rotakeep.core.bearer.KeyDocument;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells callers by their tokens, and keeps their issuers' keys up to date meanwhile. */
final class TokenRooms implements AutoCloseable {
  private final @Nullable TokenCallers callers;
  private final Upkeep upkeep = new Upkeep();

  private TokenRooms(@Nullable TokenCallers callers) {
    this.callers = callers;
  }

  /** The keys are asked for at once, and nobody waits for them until a token comes. */
  static TokenRooms of(Premises premises) {
    List<JwtIssuer> issuers = premises.settings().listen().jwt();
    if (issuers.isEmpty()) {
      return new TokenRooms(null);
    }
    OutsideWorld outside = premises.around().outside();
    BearerTokens tokens =
        new BearerTokens(
            issuers.stream().map(issuer -> source(issuer, outside)).toList(),
            new JoseTokenReader(),
            premises.clock(),
            premises.chance().random());
    TokenRooms rooms = new TokenRooms(new TokenCallers(tokens, premises.audit(), premises.clock()));
    var _ = rooms.upkeep.every(Duration.ofSeconds(1), "keys of listen.jwt", tokens::tend);
    Thread.ofVirtual().name("issuers").start(tokens::tend);
    return rooms;
  }

  /** Null if callers are known by their connections only. */
  @Nullable TokenCallers callers() {
    return callers;
  }

  @Override
  public void close() {
    upkeep.close();
  }

  private static BearerTokens.Source source(JwtIssuer issuer, OutsideWorld outside) {
    KeyDocument document =
        switch (issuer.keys()) {
          case KeyPlace.InFile(var file) -> new JwkSetFile(file);
          case KeyPlace.Fetched(var address, var discovered, var authority, SecretPlace token) ->
              outside.keys(
                  new HttpKeyDocument.Place(
                      address,
                      discovered,
                      authority,
                      token == null ? null : () -> token.read(System.getenv())));
        };
    return new BearerTokens.Source(issuer.issuer(), new JwkSet(document));
  }
}
