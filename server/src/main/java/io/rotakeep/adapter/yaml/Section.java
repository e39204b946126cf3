package io.rotakeep.adapter.yaml;

import io.rotakeep.core.BugException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mapping of a file, of which only known keys are left once it exists. */
final class Section {
  private final Setting self;
  private final Node.Mapping mapping;
  private final Keys keys;

  Section(Setting self, Node.Mapping mapping, Keys keys) {
    this.self = self;
    this.mapping = mapping;
    this.keys = keys;
    mapping.entries().forEach(this::check);
  }

  private void check(String name, Node.Entry entry) {
    if (keys.find(name).isEmpty()) {
      throw RefusedFileException.at(self.file(), entry.place(), path(name), keys.unknown(name));
    }
    if (entry.value() instanceof Node.Scalar scalar
        && (scalar.type() == Node.Type.NULL || scalar.text().isBlank())) {
      throw setting(name, entry.value()).refused("has no value; give one or leave the key out");
    }
  }

  <T> T get(Key.Required<T> key) {
    return value(key).orElseThrow(() -> missing(key.name(), key.mend()));
  }

  /** Refuses its absence before anything is said of its value. */
  void require(Key.Required<?> key) {
    if (entry(key) == null) {
      throw missing(key.name(), key.mend());
    }
  }

  <T> T get(Key.Defaulted<T> key) {
    return value(key)
        .orElseGet(
            () ->
                key.kind()
                    .reader()
                    .apply(setting(key.name(), YamlReader.read(key.name(), key.written()))));
  }

  <T> Optional<T> find(Key.Omissible<T> key) {
    return value(key);
  }

  /** Refuses it where it is written. */
  void refuse(Key.Later key) {
    Node.Entry entry = entry(key);
    if (entry != null) {
      throw RefusedFileException.at(
          self.file(), entry.place(), path(key.name()), "is not in this version; " + key.mend());
    }
  }

  /** Its value as such, for what is to be said of it beside what its kind says. */
  Optional<Setting> setting(Key<?> key) {
    return Optional.ofNullable(entry(key)).map(entry -> setting(key.name(), entry.value()));
  }

  /** About the value of a key, or about what it is missing from. */
  RefusedFileException refused(Key<?> key, String rule) {
    return setting(key)
        .map(setting -> setting.refused(rule))
        .orElseGet(() -> missing(key.name(), rule));
  }

  RefusedFileException missing(String key, String mend) {
    return RefusedFileException.at(self.file(), mapping.place(), path(key), "is missing; " + mend);
  }

  private <T> Optional<T> value(Key.Valued<T> key) {
    return setting(key).map(key.kind().reader());
  }

  private Node.@Nullable Entry entry(Key<?> key) {
    if (!keys.inOrder().contains(key)) {
      throw new BugException("read but not declared: " + path(key.name()));
    }
    return mapping.entries().get(key.name());
  }

  private Setting setting(String key, Node value) {
    return new Setting(self.file(), self.base(), path(key), value);
  }

  private String path(String key) {
    return self.key().isEmpty() ? key : self.key() + "." + key;
  }
}
