package io.rotakeep.core.crypto;

import static io.rotakeep.core.crypto.Keyrings.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No object that lives on holds a key, while it is open or later, seen in a dump of the heap. */
class KeyTracesTest {
  @TempDir Path directory;

  @Test
  void leavesNoKeyInALiveObjectAfterUse() throws IOException {
    Keyring keyring = Keyring.generate(new CanaryRandom(), new OffHeapKeyMemory());
    int whileOpen = countInHeap("open.hprof");

    use(keyring);
    int afterUse = countInHeap("used.hprof");
    keyring.close();
    int afterClose = countInHeap("closed.hprof");

    assertThat(whileOpen).isZero();
    assertThat(afterUse).isZero();
    assertThat(afterClose).isZero();
  }

  /** What the search finds where there is something to be found. */
  @Test
  void seesTheKeysOfAKeyringThatLiesOnTheHeap() throws IOException {
    Keyring keyring = Keyring.generate(new CanaryRandom(), new PlainKeyMemory());

    use(keyring);
    int afterUse = countInHeap("used.hprof");
    keyring.close();
    int afterClose = countInHeap("closed.hprof");

    assertThat(afterUse).as("one data root key and four others").isEqualTo(5);
    assertThat(afterClose).isZero();
  }

  private static void use(Keyring keyring) {
    EnvelopeCipher cipher = new EnvelopeCipher(() -> keyring, new SecureRandom());
    Fingerprinter fingerprinter = new Fingerprinter(() -> keyring);
    KeyWrap wrap = new KeyWrap(new SecureRandom());
    for (int i = 0; i < 50; i++) {
      SecretBytes token = SecretBytes.random(40, new SecureRandom());
      cipher.decrypt(cipher.encrypt(token, PLACE), PLACE).close();
      fingerprinter.accessTokenHandle(token);
      fingerprinter.mac("page token", new byte[20]);
      byte[] wrapped = wrap.wrap(keyring.auditKey(), token, "test", new byte[4]);
      wrap.unwrap(keyring.auditKey(), wrapped, "test", new byte[4]).close();
    }
  }

  private int countInHeap(String file) throws IOException {
    Path dump = directory.resolve(file);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);
    int found = 0;
    try (FileChannel channel = FileChannel.open(dump)) {
      // Mapped: what other tests left alive may be as large as the heap itself.
      MappedByteBuffer heap = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      for (int i = 0; i + CanaryRandom.LENGTH <= heap.limit(); i++) {
        found += isCanary(heap, i) ? 1 : 0;
      }
    }
    Files.delete(dump);
    return found;
  }

  private static boolean isCanary(MappedByteBuffer heap, int from) {
    for (int i = 0; i < CanaryRandom.LENGTH; i++) {
      if (heap.get(from + i) != CanaryRandom.canary(i)) {
        return false;
      }
    }
    return true;
  }

  /** Every key it makes is one known pattern, which is nowhere stored as a whole. */
  private static final class CanaryRandom extends SecureRandom {
    static final int LENGTH = 32;

    static byte canary(int at) {
      return (byte) (at * 73 + 0x5b);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = canary(i);
      }
    }
  }
}
