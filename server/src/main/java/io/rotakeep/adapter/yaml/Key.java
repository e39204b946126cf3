package io.rotakeep.adapter.yaml;

/**
 * A key of a file, declared once: {@link Section} reads it and {@link JsonSchema} shows it, so that
 * neither can know one that the other does not.
 *
 * @param <T> what its value is read as
 */
public sealed interface Key<T> {
  String name();

  /** Why it is there, in one sentence or two; what an editor shows. */
  String reason();

  /** A key that must be there, without which nothing would be sensible. */
  static <T> Required<T> required(String name, Kind<T> kind, String example, String reason) {
    return new Required<>(name, kind, example, reason, "write " + name + ": " + example);
  }

  /** A key that takes {@code written}, as the file would write it, when it is left out. */
  static <T> Defaulted<T> defaulted(String name, Kind<T> kind, String written, String reason) {
    return new Defaulted<>(name, kind, written, reason);
  }

  /** A key that may be left out, and then means something that no value says. */
  static <T> Omissible<T> omissible(String name, Kind<T> kind, String example, String reason) {
    return new Omissible<>(name, kind, example, reason);
  }

  /** A documented key that this version refuses by its name. */
  static Later later(String name, String mend) {
    return new Later(name, mend);
  }

  /** A key with a value in this version. */
  sealed interface Valued<T> extends Key<T> {
    Kind<T> kind();

    default Shape shape() {
      return kind().shape();
    }
  }

  /**
   * See {@link #required}.
   *
   * @param mend what to do when it is missing
   */
  record Required<T>(String name, Kind<T> kind, String example, String reason, String mend)
      implements Valued<T> {
    /** The same with another mend, where the example would not say enough. */
    Required<T> mend(String other) {
      return new Required<>(name, kind, example, reason, other);
    }
  }

  /** See {@link #defaulted}. */
  record Defaulted<T>(String name, Kind<T> kind, String written, String reason)
      implements Valued<T> {}

  /** See {@link #omissible}. */
  record Omissible<T>(String name, Kind<T> kind, String example, String reason)
      implements Valued<T> {}

  /** See {@link #later}. */
  record Later(String name, String mend) implements Key<Void> {
    @Override
    public String reason() {
      return "Not in this version; " + mend + ".";
    }
  }
}
