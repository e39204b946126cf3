package io.rotakeep.peers.keycloak;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The first administrator, made up for one run. */
record AdminCredentials(String name, String password) {
  static AdminCredentials random() {
    byte[] password = new byte[16];
    new SecureRandom().nextBytes(password);
    return new AdminCredentials("admin", HexFormat.of().formatHex(password));
  }

  @Override
  public String toString() {
    return "AdminCredentials[" + name + "]";
  }
}
