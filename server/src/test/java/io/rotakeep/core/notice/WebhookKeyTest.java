package io.rotakeep.core.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookKeyTest {
  @Test
  void readsWhatStandardWebhooksWrites() {
    byte[] key = "a key of at least 24 bytes".getBytes(StandardCharsets.US_ASCII);
    String text = "whsec_" + Base64.getEncoder().encodeToString(key);

    try (SecretBytes written = SecretBytes.copyOfAscii(text);
        SecretBytes read = WebhookKey.read(written)) {
      assertThat(read.toByteArray()).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_not base64 at all, and long enough to be",
        "YSBrZXkgb2YgYXQgbGVhc3QgMjQgYnl0ZXMgYW5kIG1vcmU=",
      })
  void refusesAnythingElseAndRepeatsNothingOfIt(String text) {
    try (SecretBytes written = SecretBytes.copyOfAscii(text)) {
      assertThatExceptionOfType(InvalidFieldException.class)
          .isThrownBy(() -> WebhookKey.read(written).close())
          .withMessageContaining("openssl rand")
          .satisfies(e -> assertThat(e.rule()).doesNotContain("c2ho"));
    }
  }
}
