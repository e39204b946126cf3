package io.rotakeep.daemon;

import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.enrollment.VerifierCipher;
import io.rotakeep.core.oauth.ClientCredentialSource;
import java.security.SecureRandom;
import java.util.UUID;

/** What keeps secrets; each asks the barrier for the keyring at every use. */
record CoreKeys(
    EnvelopeCipher cipher,
    Fingerprinter fingerprinter,
    ConnectionSecrets secrets,
    ClientCredentialSource credentials,
    VerifierCipher verifiers) {

  static CoreKeys of(StoreFiles files, SecureRandom random) {
    EnvelopeCipher cipher = new EnvelopeCipher(files.barrier()::keyring, random);
    Fingerprinter fingerprinter = new Fingerprinter(files.barrier()::keyring);
    UUID storeId = files.storeId();
    return new CoreKeys(
        cipher,
        fingerprinter,
        new ConnectionSecrets(cipher, fingerprinter, storeId),
        new ClientCredentialSource(cipher, storeId),
        new VerifierCipher(cipher, storeId));
  }
}
