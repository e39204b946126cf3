package io.rotakeep.adapter.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of an answer, it is read without an exception. */
final class DamagedAnswersTest {
  private static final byte[] WHOLE =
      """
      {"access_token": "at", "refresh_token": "rt-\\u0041", "token_type": "Bearer",
       "expires_in": 3600.5, "scope": ["a", "b"], "id_token": "e30.eyJzdWIiOiJ1MSJ9.s",
       "error": null, "ok": true, "nested": {"deep": [[[1]]]}, "name": "\u00e9\ud83d\ude00"}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();

  @Test
  void everyBeginningIsRead() {
    for (int length = 0; length < WHOLE.length; length++) {
      read(Arrays.copyOf(WHOLE, length), "length " + length);
    }
  }

  @Test
  void everyMutationIsRead() {
    for (long seed = 0; seed < 20_000; seed++) {
      read(mutated(new Random(seed)), "seed " + seed);
    }
  }

  @Test
  void everyNoiseIsRead() {
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      read(noise, "seed " + seed);
    }
  }

  private void read(byte[] body, String which) {
    try (TokenAnswer answer = reader.read(SecretBytes.owning(body))) {
      assertThat(answer).as(which).isNotNull();
    } catch (RuntimeException e) {
      throw new AssertionError(which, e);
    }
  }

  /** A few bytes changed, doubled or lost. */
  private static byte[] mutated(Random random) {
    byte[] body = WHOLE.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(body.length - 1);
      switch (random.nextInt(3)) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body[at] = (byte) "{}[]\",:\\u0".charAt(random.nextInt(10));
        default -> System.arraycopy(body, at + 1, body, at, body.length - at - 1);
      }
    }
    return body;
  }
}
