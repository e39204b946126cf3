package io.rotakeep.testkit.doubles;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a successful token answer looks, where servers differ or get it wrong.
 *
 * @param expiresIn what the answer says of the access token's life
 * @param tokenType the value of {@code token_type}
 * @param scope the granted scope; null repeats what was asked
 * @param extra further members and their JSON text
 */
public record AnswerShape(
    Expiry expiresIn, String tokenType, @Nullable String scope, Map<String, String> extra) {
  /** What stands in {@code expires_in}. */
  public sealed interface Expiry {
    /** The true life in seconds. */
    record True() implements Expiry {}

    record Missing() implements Expiry {}

    /** JSON text that is written as it stands: {@code "\"3600\""}, {@code "-1"}, {@code "1e12"}. */
    record Literal(String json) implements Expiry {}
  }

  public AnswerShape {
    extra = Map.copyOf(extra);
  }

  public static AnswerShape standard() {
    return new AnswerShape(new Expiry.True(), "Bearer", null, Map.of());
  }

  public AnswerShape withExpiresIn(String json) {
    return new AnswerShape(new Expiry.Literal(json), tokenType, scope, extra);
  }

  public AnswerShape withoutExpiresIn() {
    return new AnswerShape(new Expiry.Missing(), tokenType, scope, extra);
  }

  public AnswerShape withTokenType(String type) {
    return new AnswerShape(expiresIn, type, scope, extra);
  }

  public AnswerShape withScope(String granted) {
    return new AnswerShape(expiresIn, tokenType, granted, extra);
  }

  /** Adds a member of any name; {@code json} is written as it stands. */
  public AnswerShape with(String member, String json) {
    var more = new LinkedHashMap<>(extra);
    more.put(member, json);
    return new AnswerShape(expiresIn, tokenType, scope, more);
  }
}
