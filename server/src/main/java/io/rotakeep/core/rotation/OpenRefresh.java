package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.rotation.JournalledQuestion.OpenQuestion;
import io.rotakeep.core.secret.SecretBytes;

/** A refresh about to be sent: the plaintext of its token lives as long as this. */
record OpenRefresh(SecretBytes refreshToken) implements OpenQuestion {
  @Override
  public TokenQuestion question() {
    return new TokenQuestion.Refresh(refreshToken);
  }

  @Override
  public void close() {
    refreshToken.close();
  }
}
