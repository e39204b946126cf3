package io.rotakeep.core.enrollment;

import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.util.UUID;

/** Encrypts what waits with a pending authorization, bound to its state and its provider. */
public final class VerifierCipher {
  private final EnvelopeCipher cipher;
  private final UUID storeId;

  public VerifierCipher(EnvelopeCipher cipher, UUID storeId) {
    this.cipher = cipher;
    this.storeId = storeId;
  }

  Envelope encrypt(String stateHash, Provider provider, SecretBytes verifier) {
    return new Envelope(cipher.encrypt(verifier, place(stateHash, provider, "verifier")));
  }

  SecretBytes decrypt(PendingAuthorization pending, Provider provider) {
    return cipher.decrypt(
        pending.verifier().bytes(), place(pending.stateHash(), provider, "verifier"));
  }

  Envelope encryptAnswer(String stateHash, Provider provider, SecretBytes answer) {
    return new Envelope(cipher.encrypt(answer, place(stateHash, provider, "answer")));
  }

  SecretBytes decryptAnswer(PendingAuthorization pending, Provider provider, Envelope answer) {
    return cipher.decrypt(answer.bytes(), place(pending.stateHash(), provider, "answer"));
  }

  private RecordAddress place(String stateHash, Provider provider, String column) {
    return new RecordAddress(
        storeId,
        "authorizations",
        column,
        stateHash,
        provider.name().value(),
        provider.issuer().getRawAuthority() + " " + provider.endpoints().tokenHost(),
        0,
        "");
  }
}
