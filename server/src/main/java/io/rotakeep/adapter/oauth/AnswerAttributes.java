package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps an answer's other scalar members, 64 of them and 2 KiB each at the most, and as many of the
 * objects among them, with a dot between the names. A member that may be a credential by its name
 * is not even read; core hands out only what the provider allows.
 */
final class AnswerAttributes {
  private static final int MOST = 64;
  private static final int LONGEST = 2048;
  private static final int DEEPEST = 2;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern CREDENTIAL =
      Pattern.compile(".*token.*|.*secret.*|csrf.*|.*sid|.*session.*|.*password.*");

  private final Map<String, String> kept = new LinkedHashMap<>();

  /** Members of members, on their own so that they crowd out nothing that stands at the top. */
  private final Map<String, String> inner = new LinkedHashMap<>();

  void add(String name, JsonParser value) throws IOException {
    if (!NAME.matcher(name).matches() || mayBeCredential(name)) {
      return;
    }
    String text = StrictJson.scalar(value);
    if (text != null) {
      keep(kept, name, text);
    } else if (name.chars().filter(c -> c == '.').count() < DEEPEST) {
      StrictJson.each(value, (member, inner) -> addInner(name, member, inner));
    }
  }

  /** What another object's members are, as members of {@code name}. */
  void addAll(String name, AnswerAttributes others) {
    others.toMap().forEach((member, text) -> keep(inner, name + "." + member, text));
  }

  Map<String, String> toMap() {
    Map<String, String> all = new LinkedHashMap<>(inner);
    all.putAll(kept);
    return Map.copyOf(all);
  }

  private void addInner(String name, String member, JsonParser value) throws IOException {
    if (mayBeCredential(member)) {
      return;
    }
    String text = StrictJson.scalar(value);
    if (text == null) {
      add(name + "." + member, value);
    } else {
      keep(inner, name + "." + member, text);
    }
  }

  private static void keep(Map<String, String> kept, String name, String text) {
    if (kept.size() < MOST && NAME.matcher(name).matches()) {
      kept.put(name, text.substring(0, Math.min(text.length(), LONGEST)));
    }
  }

  private static boolean mayBeCredential(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return CREDENTIAL.matcher(lower).matches() && !lower.endsWith("_expires_in");
  }
}
