package io.rotakeep.adapter.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import io.rotakeep.v1.UnsealRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what is given to a seal and does not open it. */
final class SealBadInputTest {
  private static final String INVALID = "INVALID_ARGUMENT `INVALID_FIELD`";
  private static final String PASSPHRASE = "correct horse b\u00e4ttery";

  @TempDir private static Path directory;
  private static SealedApi shamir;
  private static SealedApi passphrase;
  private static List<SecretBytes> foreign = List.of();

  @BeforeAll
  static void start() throws Exception {
    shamir = SealedApi.byShares(Files.createDirectories(directory.resolve("shares")), 5, 3);
    passphrase =
        SealedApi.byPassphrase(Files.createDirectories(directory.resolve("word")), PASSPHRASE);
    try (SealedApi other =
        SealedApi.byShares(Files.createDirectories(directory.resolve("other")), 5, 3)) {
      foreign = List.copyOf(other.shares());
    }
  }

  @AfterAll
  static void stop() {
    shamir.close();
    passphrase.close();
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    shares(cases);
    passphrases(cases);
    return cases;
  }

  private static void shares(List<BadInput> cases) {
    share(cases, "an empty share", new byte[0]);
    share(cases, "one byte", new byte[1]);
    share(cases, "a share in Base64 that nobody decoded", "AQEDBQ==".getBytes(UTF_8));
    cases.add(
        new BadInput(
            Row.B48, "a share of another store", INVALID, () -> given(foreign.getFirst())));
    cases.add(
        new BadInput(
            Row.B48,
            "a share with a line break behind it",
            INVALID,
            () -> given(longer(shamir.shares().getFirst()))));
    manyShares(cases);
  }

  private static void manyShares(List<BadInput> cases) {
    cases.add(
        new BadInput(
            Row.B48,
            "a thousand wrong shares",
            INVALID,
            () -> {
              String last = "";
              for (int i = 0; i < 1000; i++) {
                last = given(SecretBytes.owning(new byte[] {(byte) i, (byte) (i >> 8)}));
              }
              return last;
            }));
    cases.add(
        new BadInput(
            Row.B48,
            "the same share twice",
            INVALID,
            () -> {
              var _ = given(shamir.shares().getFirst());
              String again = given(shamir.shares().getFirst());
              assertThat(shamir.status().getSharesReceived()).isEqualTo(1);
              shamir.cancel();
              return again;
            }));
    cases.add(
        new BadInput(
            Row.B48,
            "a passphrase in place of a share",
            INVALID,
            () -> said(shamir.system(), word("correct horse".getBytes(UTF_8)))));
  }

  private static void share(List<BadInput> cases, String title, byte[] bytes) {
    cases.add(new BadInput(Row.B48, title, INVALID, () -> given(SecretBytes.copyOf(bytes))));
  }

  private static void passphrases(List<BadInput> cases) {
    passphrase(cases, "an empty passphrase", new byte[0]);
    passphrase(cases, "a wrong one", "correct horse battery".getBytes(UTF_8));
    passphrase(cases, "1025 bytes", new byte[1025]);
    passphrase(cases, "200 KiB", new byte[200 * 1024]);
    passphrase(cases, "the right one with a NUL behind it", (PASSPHRASE + "\0").getBytes(UTF_8));
    passphrase(cases, "half a character", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    passphrase(cases, "the right one decomposed", "correct horse ba\u0308ttery".getBytes(UTF_8));
    cases.add(
        new BadInput(
            Row.B49,
            "a second try right after a wrong one",
            "RESOURCE_EXHAUSTED `CALLER_THROTTLED`",
            () -> {
              var _ = said(passphrase.system(), word("wrong horse".getBytes(UTF_8)));
              String second = said(passphrase.system(), word(PASSPHRASE.getBytes(UTF_8)));
              passphrase.clock().advance(Duration.ofMinutes(1));
              return second;
            }));
  }

  private static void passphrase(List<BadInput> cases, String title, byte[] bytes) {
    cases.add(
        new BadInput(
            Row.B49,
            title,
            INVALID,
            () -> {
              String answer = said(passphrase.system(), word(bytes));
              passphrase.clock().advance(Duration.ofMinutes(1));
              return answer;
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void opensNothingAndKeepsNothing(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());

    assertThat(shamir.status().getSealed()).isTrue();
    assertThat(shamir.status().getSharesReceived()).isZero();
    assertThat(passphrase.status().getSealed()).isTrue();
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.SEAL, cases().stream().map(BadInput::answered).toList());
  }

  private static SecretBytes longer(SecretBytes share) {
    byte[] bytes = Arrays.copyOf(share.toByteArray(), share.length() + 1);
    bytes[share.length()] = '\n';
    return SecretBytes.owning(bytes);
  }

  private static UnsealRequest word(byte[] bytes) {
    return UnsealRequest.newBuilder().setPassphrase(ByteString.copyFrom(bytes)).build();
  }

  private static String given(SecretBytes share) {
    return said(
        shamir.system(),
        UnsealRequest.newBuilder().setShare(share.read(ByteString::copyFrom)).build());
  }

  private static String said(SystemServiceBlockingStub system, UnsealRequest request) {
    try {
      return system.unseal(request).getSealed() ? "sealed" : "OK";
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() + " `" + TestApi.infoOf(e).getReason() + "`";
    }
  }
}
