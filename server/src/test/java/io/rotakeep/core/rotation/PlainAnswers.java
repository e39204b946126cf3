package io.rotakeep.core.rotation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswerReader;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.secret.SecretBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of {@link ScriptedTokenEndpoint}: lines of {@code name=value}. A body that ends
 * without a newline was cut short, and what stands complete before the cut is saved.
 */
public final class PlainAnswers implements TokenAnswerReader {
  private static final Set<String> KNOWN =
      Set.of("access_token", "refresh_token", "token_type", "expires_in", "scope", "sub", "error");

  private final Runnable beforeReading;

  public PlainAnswers() {
    this(() -> {});
  }

  /**
   * @param beforeReading runs before any body is read
   */
  public PlainAnswers(Runnable beforeReading) {
    this.beforeReading = beforeReading;
  }

  @Override
  public TokenAnswer read(SecretBytes body, Dialect dialect) {
    beforeReading.run();
    String text = body.read(bytes -> new String(bytes, US_ASCII));
    Map<String, String> members = members(text);
    if (!text.endsWith("\n")) {
      return new TokenAnswer.Unreadable("it ends early", secret(members.get("refresh_token")));
    }
    String error = members.get("error");
    return error == null ? granted(members) : new TokenAnswer.Refused(error, null);
  }

  private static Map<String, String> members(String text) {
    Map<String, String> members = new LinkedHashMap<>();
    String complete = text.substring(0, text.lastIndexOf('\n') + 1);
    complete
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                members.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return members;
  }

  private static TokenAnswer granted(Map<String, String> members) {
    String seconds = members.get("expires_in");
    String scope = members.get("scope");
    Map<String, String> attributes = new LinkedHashMap<>(members);
    attributes.keySet().removeAll(KNOWN);
    return new TokenAnswer.Granted(
        secret(members.get("access_token")),
        secret(members.get("refresh_token")),
        members.get("token_type"),
        seconds == null ? null : Long.valueOf(seconds),
        scope == null ? null : List.of(scope.split(" ", -1)),
        members.get("sub"),
        attributes);
  }

  private static @Nullable SecretBytes secret(@Nullable String value) {
    return value == null ? null : SecretBytes.copyOfAscii(value);
  }
}
