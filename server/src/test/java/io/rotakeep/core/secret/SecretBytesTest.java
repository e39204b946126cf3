package io.rotakeep.core.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
  private static final byte[] TOKEN = "the token itself".getBytes(US_ASCII);

  @Test
  void copiesWhatItIsMadeFrom() {
    byte[] source = TOKEN.clone();

    SecretBytes secret = SecretBytes.copyOf(source);
    source[0] = 0;

    assertThat(secret.toByteArray()).isEqualTo(TOKEN);
  }

  @Test
  void ownsTheArrayItIsGivenAndWipesItAtTheEnd() {
    byte[] source = TOKEN.clone();

    SecretBytes.owning(source).close();

    assertThat(source).containsOnly(0);
  }

  @Test
  void takesWhatRemainsInABuffer() {
    ByteBuffer source = ByteBuffer.wrap(TOKEN).position(4);

    SecretBytes secret = SecretBytes.copyOf(source);

    assertThat(secret.toByteArray()).isEqualTo("token itself".getBytes(US_ASCII));
    assertThat(source.hasRemaining()).isFalse();
  }

  @Test
  void takesCharactersIfTheyAreAscii() {
    SecretBytes secret = SecretBytes.copyOfAscii("the token itself");

    assertThat(secret.toByteArray()).isEqualTo(TOKEN);
    assertThatThrownBy(() -> SecretBytes.copyOfAscii("tök"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("t\u00f6k");
  }

  @Test
  void drawsRandomBytesThatDiffer() {
    SecureRandom random = new SecureRandom();

    SecretBytes one = SecretBytes.random(32, random);
    SecretBytes other = SecretBytes.random(32, random);

    assertThat(one.length()).isEqualTo(32);
    assertThat(one.matches(other)).isFalse();
  }

  @Test
  void lendsTheLiveArrayForOneCall() {
    byte[] source = TOKEN.clone();
    SecretBytes secret = SecretBytes.owning(source);

    byte[] lent = secret.read(bytes -> bytes);

    assertThat(lent).isSameAs(source);
  }

  @Test
  void writesItselfToStreamsAndBuffers() throws IOException {
    SecretBytes secret = SecretBytes.copyOf(TOKEN);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(secret.length());

    secret.writeTo(stream);
    secret.writeTo(buffer);

    assertThat(stream.toByteArray()).isEqualTo(TOKEN);
    assertThat(buffer.array()).isEqualTo(TOKEN);
  }

  @Test
  void matchesByContentAndEqualsByIdentity() {
    SecretBytes one = SecretBytes.copyOf(TOKEN);
    SecretBytes other = SecretBytes.copyOf(TOKEN);

    assertThat(one.matches(other)).isTrue();
    assertThat(one).isNotEqualTo(other);
    assertThat(one.matches(SecretBytes.copyOf(new byte[TOKEN.length]))).isFalse();
    assertThat(one.matches(SecretBytes.copyOf(new byte[0]))).isFalse();
  }

  @Test
  void isEmptyOnlyWithoutBytes() {
    assertThat(SecretBytes.copyOf(new byte[0]).isEmpty()).isTrue();
    assertThat(SecretBytes.copyOf(TOKEN).isEmpty()).isFalse();
  }

  @Test
  void refusesToBeUsedAfterItsClose() {
    SecretBytes secret = SecretBytes.copyOf(TOKEN);

    secret.close();
    secret.close();

    assertThat(secret.isClosed()).isTrue();
    assertThatThrownBy(secret::toByteArray).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secret.matches(SecretBytes.copyOf(TOKEN)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void survivesItsCopysClose() {
    SecretBytes secret = SecretBytes.copyOf(TOKEN);

    secret.copy().close();

    assertThat(secret.toByteArray()).isEqualTo(TOKEN);
  }

  @Test
  void showsNothingOfItsContent() {
    SecretBytes secret = SecretBytes.copyOf(TOKEN);

    assertThat(secret.toString()).isEqualTo("SecretBytes[hidden]");
    assertThat(secret).isNotInstanceOf(Serializable.class);
  }

  @Test
  void leavesTheWipingToItsLastReader() throws InterruptedException {
    byte[] source = TOKEN.clone();
    SecretBytes secret = SecretBytes.owning(source);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    AtomicReference<byte[]> seen = new AtomicReference<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () ->
                    secret.read(
                        bytes -> {
                          reading.countDown();
                          awaitUninterruptibly(closed);
                          seen.set(bytes.clone());
                          return bytes.length;
                        }));

    reading.await();
    secret.close();
    boolean refusedAtOnce = secret.isClosed();
    closed.countDown();
    reader.join();

    assertThat(refusedAtOnce).isTrue();
    assertThat(seen.get()).isEqualTo(TOKEN);
    assertThat(source).containsOnly(0);
  }

  @Test
  void wipesAfterAReaderThatFails() {
    byte[] source = TOKEN.clone();
    SecretBytes secret = SecretBytes.owning(source);

    assertThatThrownBy(
            () ->
                secret.read(
                    bytes -> {
                      secret.close();
                      throw new IllegalArgumentException("reader");
                    }))
        .hasMessage("reader");

    assertThat(source).containsOnly(0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
