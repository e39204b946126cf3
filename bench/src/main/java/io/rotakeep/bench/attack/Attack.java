package io.rotakeep.bench.attack;

/** What is done to the listener. */
enum Attack {
  /** Nothing: two threads that compute, for what the attacker takes from the machine alone. */
  NONE("a busy neighbour"),

  /** Calls that are taken back as fast as they are made (CVE-2023-44487), on connections anew. */
  RAPID_RESET("rapid reset"),

  /** Connections that begin a handshake and go no further, taken up again when they are closed. */
  SLOW_HANDSHAKES("slow handshakes"),

  /** Whole connections on which nothing is asked. */
  IDLE_CONNECTIONS("idle connections");

  private final String word;

  Attack(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
