package io.rotakeep.core.caller;

/** Somebody who calls, with the words for them made once per connection and not once per call. */
public final class Caller {
  private final CallerId id;
  private final String name;

  public Caller(CallerId id) {
    this.id = id;
    this.name = id.text();
  }

  public CallerId id() {
    return id;
  }

  /** What audit and policies call them. */
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Caller that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
