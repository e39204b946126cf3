package io.rotakeep.daemon;

import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.VerifierCipher;
import io.rotakeep.core.oauth.ClientCredentialSource;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.Supplier;

/** What keeps secrets; each asks for the keyring at every use. */
record CoreKeys(
    EnvelopeCipher cipher,
    Fingerprinter fingerprinter,
    ConnectionSecrets secrets,
    ClientCredentialSource credentials,
    VerifierCipher verifiers) {

  static CoreKeys of(Supplier<Keyring> keyring, UUID storeId, SecureRandom random) {
    EnvelopeCipher cipher = new EnvelopeCipher(keyring, random);
    Fingerprinter fingerprinter = new Fingerprinter(keyring);
    return new CoreKeys(
        cipher,
        fingerprinter,
        new ConnectionSecrets(cipher, fingerprinter, storeId),
        new ClientCredentialSource(cipher, storeId),
        new VerifierCipher(cipher, storeId));
  }
}
