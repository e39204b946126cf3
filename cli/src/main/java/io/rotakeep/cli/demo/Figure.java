package io.rotakeep.cli.demo;

/** A number for the table at the end. */
record Figure(String name, String value) {
  Figure(String name, long value) {
    this(name, "%,d".formatted(value));
  }
}
