package io.rotakeep.adapter.yaml;

import java.util.List;

/** Reads the key {@code store}: where connections are kept. */
final class StoreSection {
  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("h2"), "postgresql"),
          "h2",
          "h2 is a file in data_dir and needs nothing else.");

  /** What only another type than h2 needs. */
  private static final List<Key.Later> ELSEWHERE =
      List.of(ofPostgresql("url"), ofPostgresql("user"), ofPostgresql("password"));

  static final Keys KEYS = Keys.of(TYPE, ELSEWHERE.get(0), ELSEWHERE.get(1), ELSEWHERE.get(2));

  private StoreSection() {}

  private static Key.Later ofPostgresql(String name) {
    return Key.later(name, "goes with type: postgresql; the h2 store is in data_dir");
  }

  static void check(Section section) {
    String _ = section.get(TYPE);
    for (Key.Later key : ELSEWHERE) {
      if (section.setting(key).isPresent()) {
        throw section.refused(key, key.mend());
      }
    }
  }
}
