package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.PlainKeyMemory;
import java.security.SecureRandom;
import java.util.UUID;

/** What the tests of this package encrypt with, and where. */
final class Keyrings {
  static final UUID STORE = UUID.fromString("5e8e6b7a-0d63-4b0f-9c1e-2d7c3c9d1f00");
  static final RecordAddress PLACE =
      new RecordAddress(
          STORE,
          "connection",
          "refresh_token",
          "salesforce/acme",
          "salesforce-prod",
          "login.salesforce.com",
          7,
          "ACTIVE");

  private Keyrings() {}

  static Keyring fresh() {
    return Keyring.generate(new SecureRandom(), new PlainKeyMemory());
  }

  static EnvelopeCipher cipher(Keyring keyring) {
    return new EnvelopeCipher(() -> keyring, new SecureRandom());
  }

  static Keyring withNextTerm(Keyring keyring) {
    return keyring.withNextTerm(Keyring.newDataRootKey(new SecureRandom(), new PlainKeyMemory()));
  }
}
