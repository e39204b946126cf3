package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import java.util.HashSet;
import java.util.Set;

/**
 * Accepts a JSON object whose members all have different names; two readers may differ on others.
 */
final class DistinctMembers implements StrictJson.Member {
  private final Set<String> seen = new HashSet<>();

  private DistinctMembers() {}

  static void check(byte[] json) throws UnreadableJsonException {
    StrictJson.walk(json, new DistinctMembers());
  }

  @Override
  public void at(String name, JsonParser value) throws UnreadableJsonException {
    if (!seen.add(name)) {
      throw new UnreadableJsonException("a member stands in the answer twice");
    }
  }
}
