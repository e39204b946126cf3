package io.rotakeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyWrapTest {
  private static final byte[] CONTEXT = {1, 2, 3};

  private final SecureRandom random = new SecureRandom();
  private final KeyWrap keyWrap = new KeyWrap(random);
  private final SecretBytes kek = SecretBytes.random(32, random);
  private final SecretBytes key = SecretBytes.random(32, random);

  @Test
  void unwrapsWhatItWrapped() {
    byte[] wrapped = keyWrap.wrap(kek, key, "root key", CONTEXT);

    SecretBytes unwrapped = keyWrap.unwrap(kek, wrapped, "root key", CONTEXT);

    assertThat(unwrapped.matches(key)).isTrue();
  }

  @Test
  void refusesAnotherKeyPurposeOrContextWithOneMessage() {
    byte[] wrapped = keyWrap.wrap(kek, key, "root key", CONTEXT);
    SecretBytes other = SecretBytes.random(32, random);

    assertRefused(other, wrapped, CONTEXT);
    assertRefused(kek, wrapped, new byte[] {1, 2, 4});
    assertRefused(kek, keyWrap.wrap(kek, key, "keyring", CONTEXT), CONTEXT);
  }

  @Test
  void refusesEveryFlippedByteAndTruncation() {
    byte[] wrapped = keyWrap.wrap(kek, key, "root key", CONTEXT);

    for (int i = 0; i < wrapped.length; i++) {
      byte[] flipped = wrapped.clone();
      flipped[i] ^= 1;
      assertRefused(kek, flipped, CONTEXT);
      assertRefused(kek, Arrays.copyOf(wrapped, i), CONTEXT);
    }
  }

  private void assertRefused(SecretBytes wrappingKey, byte[] wrapped, byte[] context) {
    assertThatThrownBy(() -> keyWrap.unwrap(wrappingKey, wrapped, "root key", context))
        .isInstanceOf(IntegrityException.class)
        .hasMessage("the root key does not unwrap");
  }
}
