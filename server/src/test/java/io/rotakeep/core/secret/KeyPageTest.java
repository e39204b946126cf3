package io.rotakeep.core.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class KeyPageTest {
  private static final byte[] KEY = "thirty-two bytes, one key of AES".getBytes(US_ASCII);

  private final PlainKeyMemory memory = new PlainKeyMemory();

  @Test
  void keepsSecretsThatReadLikeAnyOther() throws IOException {
    SecretBytes key = kept(1).getFirst();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(KEY.length);

    key.writeTo(stream);
    key.writeTo(buffer);

    assertThat(key.length()).isEqualTo(32);
    assertThat(key.isEmpty()).isFalse();
    assertThat(key.toByteArray()).isEqualTo(KEY);
    assertThat(stream.toByteArray()).isEqualTo(KEY);
    assertThat(buffer.array()).isEqualTo(KEY);
    assertThat(key.matches(SecretBytes.copyOf(KEY))).isTrue();
    assertThat(key.toString()).isEqualTo("SecretBytes[hidden]");
  }

  @Test
  void wipesTheCopyThatItLent() {
    SecretBytes key = kept(1).getFirst();

    byte[] lent =
        key.read(
            bytes -> {
              assertThat(bytes).isEqualTo(KEY);
              return bytes;
            });

    assertThat(lent).containsOnly(0);
    assertThat(key.toByteArray()).isEqualTo(KEY);
  }

  @Test
  void givesItsMemoryBackWithTheLastKey() {
    List<SecretBytes> keys = kept(3);

    keys.get(1).close();
    keys.get(0).close();
    assertThat(memory.taken()).isEqualTo(1);
    assertThat(keys.get(2).toByteArray()).isEqualTo(KEY);
    keys.get(2).close();
    keys.get(2).close();

    assertThat(memory.taken()).isZero();
    assertThatThrownBy(keys.get(2)::toByteArray).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesTheMemoryOfAPageWithoutKeysBack() {
    new KeyPage(memory, 32).close();

    assertThat(memory.taken()).isZero();
  }

  @Test
  void hasRoomForWhatItWasMadeForAndNoMore() {
    try (KeyPage page = new KeyPage(memory, 40)) {
      SecretBytes key = page.keep(KEY);

      assertThatThrownBy(() -> page.keep(KEY)).isInstanceOf(IllegalArgumentException.class);
      key.close();
    }
    assertThat(memory.taken()).isZero();
  }

  @Test
  void isWipedByTheLastReaderWhenItIsClosedMeanwhile() throws InterruptedException {
    SecretBytes key = kept(1).getFirst();
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread reader =
        Thread.startVirtualThread(
            () ->
                key.read(
                    bytes -> {
                      reading.countDown();
                      awaitUninterruptibly(closed);
                      return bytes;
                    }));
    reading.await();

    key.close();
    int whileRead = memory.taken();
    closed.countDown();
    reader.join();

    assertThat(whileRead).isEqualTo(1);
    assertThat(memory.taken()).isZero();
  }

  private List<SecretBytes> kept(int count) {
    List<SecretBytes> keys = new ArrayList<>();
    try (KeyPage page = new KeyPage(memory, count * KEY.length)) {
      for (int i = 0; i < count; i++) {
        keys.add(page.keep(KEY));
      }
    }
    return keys;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
