package io.rotakeep.core.rotation;

/** Takes the frames of a {@link WriteAheadLog} one by one during a replay. */
@FunctionalInterface
public interface FrameReader {

  /** The array belongs to the reader. */
  void frame(long sequence, byte[] bytes);
}
