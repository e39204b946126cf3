package io.rotakeep.adapter.audit;

import io.rotakeep.core.BugException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What a segment says of the one before it.
 *
 * @param segment its id
 * @param hash of its last control line
 * @param since has digested what came after that line; null if nobody can say
 */
record Before(String segment, String hash, @Nullable MessageDigest since) {

  static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new BugException("the JDK's SHA-256 can be copied", e);
    }
  }

  /** Of what came after the last control line, with these bytes behind. */
  String tail(byte[] mend) {
    if (since == null) {
      return "";
    }
    MessageDigest all = copy(since);
    all.update(mend);
    return Chain.text(all.digest());
  }
}
