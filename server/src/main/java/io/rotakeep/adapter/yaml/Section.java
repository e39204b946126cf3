package io.rotakeep.adapter.yaml;

import java.util.List;
import java.util.Optional;

/** A mapping of a file, of which only known keys are left once it exists. */
final class Section {
  private final Setting self;
  private final Node.Mapping mapping;

  Section(Setting self, Node.Mapping mapping, List<String> known) {
    this.self = self;
    this.mapping = mapping;
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw RefusedFileException.at(
                    self.file(),
                    entry.place(),
                    path(key),
                    "unknown key; known here: " + String.join(", ", known));
              }
              if (entry.value() instanceof Node.Scalar scalar
                  && (scalar.type() == Node.Type.NULL || scalar.text().isBlank())) {
                throw setting(key, entry.value())
                    .refused("has no value; give one or leave the key out");
              }
            });
  }

  Optional<Setting> find(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .map(entry -> setting(key, entry.value()));
  }

  /**
   * The value of a key.
   *
   * @param mend what to write if it is missing
   */
  Setting require(String key, String mend) {
    return find(key).orElseThrow(() -> missing(key, mend));
  }

  RefusedFileException missing(String key, String mend) {
    return RefusedFileException.at(self.file(), mapping.place(), path(key), "is missing; " + mend);
  }

  /** Refuses a key that a later version will read. */
  void refuseForNow(String key, String mend) {
    var entry = mapping.entries().get(key);
    if (entry != null) {
      throw RefusedFileException.at(
          self.file(), entry.place(), path(key), "is not in this version; " + mend);
    }
  }

  private Setting setting(String key, Node value) {
    return new Setting(self.file(), self.base(), path(key), value);
  }

  private String path(String key) {
    return self.key().isEmpty() ? key : self.key() + "." + key;
  }
}
