package io.rotakeep.cli.text;

/** How results are printed. */
public enum Format {
  TEXT,
  JSON,
  /** Of a few lists only. */
  CSV
}
