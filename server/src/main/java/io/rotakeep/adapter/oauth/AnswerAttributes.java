package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps an answer's other scalar members, 64 of them and 2 KiB each at the most. A member that may
 * be a credential by its name is not even read; core hands out only what the provider allows.
 */
final class AnswerAttributes {
  private static final int MOST = 64;
  private static final int LONGEST = 2048;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern CREDENTIAL =
      Pattern.compile(".*token.*|.*secret.*|csrf.*|.*sid|.*session.*|.*password.*");

  private final Map<String, String> kept = new LinkedHashMap<>();

  void add(String name, JsonParser value) throws IOException {
    if (kept.size() == MOST || !NAME.matcher(name).matches() || mayBeCredential(name)) {
      return;
    }
    String text = StrictJson.scalar(value);
    if (text != null) {
      kept.put(name, text.substring(0, Math.min(text.length(), LONGEST)));
    }
  }

  Map<String, String> toMap() {
    return Map.copyOf(kept);
  }

  private static boolean mayBeCredential(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return CREDENTIAL.matcher(lower).matches() && !lower.endsWith("_expires_in");
  }
}
