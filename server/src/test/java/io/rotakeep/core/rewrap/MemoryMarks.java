package io.rotakeep.core.rewrap;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mark that outlives the daemon of a test. */
final class MemoryMarks implements RewrapMarks {
  private @Nullable RewrapMark mark;

  @Override
  public Optional<RewrapMark> find() {
    return Optional.ofNullable(mark);
  }

  @Override
  public void write(RewrapMark written) {
    mark = written;
  }

  RewrapMark mark() {
    return find().orElseThrow();
  }
}
