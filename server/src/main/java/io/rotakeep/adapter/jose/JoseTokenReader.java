package io.rotakeep.adapter.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.core.bearer.PresentedToken;
import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.core.bearer.TokenReader;
import io.rotakeep.core.bearer.UnreadableTokenException;

/**
 * Reads signed tokens in their compact form (RFC 7515, 7519) by the rules of RFC 8725. Encrypted,
 * nested and unsigned ones are none.
 */
public final class JoseTokenReader implements TokenReader {
  @Override
  public PresentedToken read(byte[] token) throws UnreadableTokenException {
    CompactForm form = CompactForm.of(token);
    TokenHeader header = TokenHeader.in(tree(form.header()));
    return new PresentedToken(
        header.algorithm(),
        header.keyId(),
        TokenClaims.in(tree(form.payload())),
        form.signed(),
        form.signature());
  }

  private static ObjectNode tree(byte[] json) throws UnreadableTokenException {
    return StrictTree.read(json)
        .orElseThrow(() -> new UnreadableTokenException(TokenFault.MALFORMED));
  }
}
