package io.rotakeep.cli.demo;

/**
 * A sentence that was checked.
 *
 * @param measured what was seen, in few characters; empty if the sentence says it all
 */
record Claim(String sentence, boolean holds, String measured) {
  Claim(String sentence, boolean holds) {
    this(sentence, holds, "");
  }
}
