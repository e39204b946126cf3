package io.rotakeep.adapter.yaml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys that a mapping may have.
 *
 * @param inOrder as messages and the schema list them
 * @param alternatives names of keys of which one must be there, or none
 * @param exclusive whether only one of the alternatives may be there
 */
public record Keys(List<Key<?>> inOrder, List<String> alternatives, boolean exclusive) {
  public Keys {
    inOrder = List.copyOf(inOrder);
    alternatives = List.copyOf(alternatives);
  }

  static Keys of(Key<?>... keys) {
    return new Keys(List.of(keys), List.of(), false);
  }

  /** The same, with exactly one of these two. */
  Keys withOneOf(Key<?> one, Key<?> other) {
    return new Keys(inOrder, List.of(one.name(), other.name()), true);
  }

  /** The same, with one of these two or both. */
  Keys withAnyOf(Key<?> one, Key<?> other) {
    return new Keys(inOrder, List.of(one.name(), other.name()), false);
  }

  public Optional<Key<?>> find(String name) {
    return inOrder.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /** What to say of a key that is not among these. */
  public String unknown(String name) {
    String known = inOrder.stream().map(Key::name).collect(Collectors.joining(", "));
    String guess = Misspelling.of(name, names()).map(it -> "; did you mean " + it + "?").orElse("");
    return "unknown key; known here: " + known + guess;
  }

  Stream<String> names() {
    return inOrder.stream().map(Key::name);
  }
}
