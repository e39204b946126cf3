package io.rotakeep.adapter.web;

import org.jspecify.annotations.Nullable;

/**
 * What a page tells a person; plain texts, escaped when written.
 *
 * @param what happened
 * @param next what the person should do now
 * @param fact one thing to read off the page; null if there is none
 */
record Page(Tone tone, String title, String what, String next, @Nullable Fact fact) {
  enum Tone {
    DONE,
    WAITING,
    STOPPED
  }

  record Fact(String label, String value) {}

  static Page of(Tone tone, String title, String what, String next) {
    return new Page(tone, title, what, next, null);
  }

  Page showing(String label, String value) {
    return value.isEmpty() ? this : new Page(tone, title, what, next, new Fact(label, value));
  }
}
