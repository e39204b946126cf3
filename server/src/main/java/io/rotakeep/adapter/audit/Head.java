package io.rotakeep.adapter.audit;

/**
 * The newest control line of a trail, as it is remembered on another place.
 *
 * @param segment that it is of
 * @param place its number among the segment's control lines, from 1
 * @param at where it begins in its file
 * @param end where it ends there
 * @param hash that it ends with
 */
record Head(String segment, long place, long at, long end, String hash) {

  /** A line has its own place only. */
  boolean isAt(Tail.First line) {
    return segment.equals(line.segment()) && place == line.place();
  }
}
