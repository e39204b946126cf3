package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Ends grants that nobody keeps: one of the wrong person, or one that a new consent replaced. Best
 * effort, in the background: what fails here dies of disuse.
 */
final class StrayGrants {
  private static final System.Logger LOG = System.getLogger(StrayGrants.class.getName());

  private final RevocationQuestion asking;
  private final ConnectionSecrets secrets;
  private final EarlierAdoptions earlier;
  private final Holds holds;

  StrayGrants(
      RevocationEndpoint endpoint,
      ClientCredentialSource credentials,
      ConnectionSecrets secrets,
      EarlierAdoptions earlier,
      Holds holds) {
    this.asking = new RevocationQuestion(endpoint, credentials);
    this.secrets = secrets;
    this.earlier = earlier;
    this.holds = holds;
  }

  /**
   * Of a token that no connection has: a server may give the same one twice. Where the server may
   * end all of a subject's grants with it, it lives on if one of them may be a connection's.
   *
   * @param subject empty if nobody said whose it is
   */
  void revoke(
      Provider provider, @Nullable String loginHost, SecretBytes refreshToken, String subject) {
    if (!earlier.knows(provider, refreshToken)
        && (endsAlone(provider) || !earlier.mayHaveOne(provider, subject))) {
      end(provider, loginHost, refreshToken);
    }
  }

  private static boolean endsAlone(Provider provider) {
    return provider.tokens().blastRadius() != BlastRadius.SUBJECT;
  }

  /**
   * Takes a copy of the token and returns at once. A store that may be a copy ends nothing: the
   * other one may live by it.
   */
  private void end(Provider provider, @Nullable String loginHost, SecretBytes refreshToken) {
    URI address = provider.endpoints().at(loginHost).revocation();
    if (address == null || holds.distrusted().isPresent()) {
      return;
    }
    SecretBytes copy = refreshToken.copy();
    Thread.ofVirtual()
        .name("revoke stray grant")
        .start(
            () -> {
              try (SecretBytes token = copy) {
                asking.ask(provider, address, token);
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a stray grant was not revoked", e);
              }
            });
  }

  /** Revokes the old grant where that spares the new one, which may have the same token. */
  void revokeReplaced(Provider provider, Connection before, Connection after) {
    Grant old = before.grant();
    if (old == null
        || old.refreshToken() == null
        || EarlierAdoptions.isNewest(after, old)
        || !endsAlone(provider)) {
      return;
    }
    try (SecretBytes token = secrets.refreshToken(before)) {
      end(provider, old.loginHost(), token);
    } catch (IntegrityException | UnknownKeyTermException e) {
      LOG.log(System.Logger.Level.WARNING, "the replaced grant does not decrypt", e);
    }
  }
}
