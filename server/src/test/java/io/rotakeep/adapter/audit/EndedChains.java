package io.rotakeep.adapter.audit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A trail that ends early, where lines that no control line stands for yet may be missing. */
final class EndedChains {
  private static final Pattern CHAIN = Pattern.compile("\"chain\":\"([^/]+)/");
  private static final String CONTROL = "c";

  private EndedChains() {}

  /**
   * Whether it is the whole one, from its begin or from its second segment, up to a control line,
   * and behind that the first lines of each chain.
   *
   * @param second where the second segment begins
   */
  static boolean isTrail(byte[] content, byte[] whole, int second) {
    String trail = text(whole);
    List<String> lines = lines(content);
    return isTrail(lines, trail.lines().toList())
        || isTrail(lines, trail.substring(second).lines().toList());
  }

  private static boolean isTrail(List<String> lines, List<String> whole) {
    int same = 0;
    while (same < Math.min(lines.size(), whole.size()) && lines.get(same).equals(whole.get(same))) {
      same++;
    }
    List<String> next =
        whole.stream().skip(same).takeWhile(line -> !chain(line).equals(CONTROL)).toList();
    Map<String, List<String>> wanted = byChain(next);
    return same > 0
        && byChain(lines.subList(same, lines.size())).entrySet().stream()
            .allMatch(entry -> begins(wanted.getOrDefault(entry.getKey(), List.of()), entry));
  }

  private static boolean begins(List<String> whole, Map.Entry<String, List<String>> chain) {
    List<String> lines = chain.getValue();
    return lines.size() <= whole.size() && whole.subList(0, lines.size()).equals(lines);
  }

  private static Map<String, List<String>> byChain(List<String> lines) {
    return lines.stream()
        .collect(
            Collectors.groupingBy(EndedChains::chain, LinkedHashMap::new, Collectors.toList()));
  }

  private static String chain(String line) {
    Matcher found = CHAIN.matcher(line);
    return found.find() ? found.group(1) : "";
  }

  /** Whole ones: what follows the last line's end is a write that was cut short. */
  private static List<String> lines(byte[] content) {
    String text = text(content);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
