package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one scalar of a JSON object, at a path of names with dots between. Used once. */
final class MemberAtPath implements StrictJson.Member {
  private final String path;
  private String before = "";
  private @Nullable String found;

  private MemberAtPath(String path) {
    this.path = path;
  }

  /** Null if nothing that may name a subject stands there, or the bytes are no JSON object. */
  static @Nullable String read(byte[] json, String path) {
    MemberAtPath member = new MemberAtPath(path);
    try {
      StrictJson.walk(json, member);
      return SubjectClaim.isSubject(member.found) ? member.found : null;
    } catch (UnreadableJsonException _) {
      return null;
    }
  }

  @Override
  public void at(String name, JsonParser value) throws IOException {
    String here = before + name;
    if (here.equals(path)) {
      if (found != null) {
        throw new UnreadableJsonException(path + " stands in the answer twice");
      }
      found = StrictJson.scalar(value);
    } else if (path.startsWith(here + ".")) {
      String outer = before;
      before = here + ".";
      StrictJson.each(value, this);
      before = outer;
    }
  }
}
