package io.rotakeep.core.bearer;

/** Reads a token without believing it. Thread-safe; takes time and memory by its length only. */
public interface TokenReader {
  /**
   * @param token at most {@link BearerTokens#LONGEST} bytes
   * @throws UnreadableTokenException if it is none that could be judged
   */
  PresentedToken read(byte[] token) throws UnreadableTokenException;
}
