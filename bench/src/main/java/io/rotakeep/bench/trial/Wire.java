package io.rotakeep.bench.trial;

/** How a caller reaches a server on this machine. */
public enum Wire {
  PLAINTEXT("plaintext"),
  MUTUAL_TLS("mtls");

  private final String word;

  Wire(String word) {
    this.word = word;
  }

  /** As reports call it. */
  public String word() {
    return word;
  }
}
