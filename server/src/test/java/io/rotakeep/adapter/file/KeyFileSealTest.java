package io.rotakeep.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.Seals;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileSealTest {
  private static final SealWish WISH = SealWish.of(SealKind.KEY_FILE);
  private static final SealParameters FROM_BEFORE = new SealParameters("key-file", new byte[0]);

  @TempDir Path directory;

  private final SecureRandom random = new SecureRandom();
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("seal.key");
  }

  @Test
  void makesAKeyThatOnlyItsOwnerReads() throws IOException {
    make(file);

    assertThat(Files.readAllBytes(file)).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--------");
  }

  @Test
  void yieldsTheSameKeyEachTime() throws IOException {
    FreshSeal made = seal(file).make(WISH, null);

    SecretBytes one = seal(file).keyEncryptionKey(made.parameters(), List.of());
    SecretBytes again = seal(file).keyEncryptionKey(FROM_BEFORE, List.of());

    assertThat(one.matches(again)).isTrue();
    assertThat(one.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void neverOverwritesAKey() throws IOException {
    make(file);
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> seal(file).make(WISH, null))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageEndingWith(file + ": there is a seal key already, it is kept");

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void saysWhichDirectoryIsMissingAndHowToMakeIt() {
    Path keys = directory.resolve("keys");

    assertThatThrownBy(() -> seal(keys.resolve("seal.key")).make(WISH, null))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage(
            "the seal key cannot be made: %s: there is no such directory; mkdir -m 700 %s",
            keys, keys);
  }

  @Test
  void saysWhatIsWrongWhereTheSystemNamesAPathOnly() throws IOException {
    Path inTheWay = Files.createFile(directory.resolve("keys"));

    assertThatThrownBy(() -> seal(inTheWay.resolve("seal.key")).make(WISH, null))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining("FileSystem: ")
        .hasMessageContaining("Not a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "r-----r--", "rw--w----"})
  void refusesAKeyThatOthersCanTouch(String mode) throws IOException {
    make(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertRefused(seal(file), "lets others in; chmod 400 " + file);
  }

  @Test
  void refusesAnotherUsersKey() throws IOException {
    make(file);
    int me = OwnerOnly.ofThisProcess().uid();
    if (me == 0) {
      Files.setAttribute(file, "unix:uid", 12_345);
    }

    assertRefused(new KeyFileSeal(file, random, new OwnerOnly(me + 1, null)), "owned by uid ");
  }

  @Test
  void refusesALink() throws IOException {
    Path target = directory.resolve("elsewhere");
    make(target);
    Files.createSymbolicLink(file, target);

    assertRefused(seal(file), "must be a regular file, not a link to one");
    assertThatThrownBy(() -> seal(file).make(WISH, null)).isInstanceOf(UnsealFailedException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 4096})
  void refusesAKeyOfAnotherLength(int length) throws IOException {
    Files.createFile(file, OwnerOnly.FILE);
    Files.write(file, new byte[length]);

    assertRefused(seal(file), "must hold exactly 32 bytes");
  }

  @Test
  void saysWhenThereIsNoKey() {
    assertRefused(seal(file), file + ": there is no seal key");
  }

  @Test
  void unsealsWhatItSealedAndNothingElse() {
    Path store = directory.resolve("seal");
    Path other = directory.resolve("other.key");
    make(other);
    UUID storeId = barrier(file, store).init(WISH).storeId();

    KeyBarrier right = barrier(file, store);
    right.unseal(List.of());

    assertThat(right.state()).isEqualTo(new SealState.Unsealed(storeId));
    assertThatThrownBy(() -> barrier(other, store).unseal(List.of()))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage(
            "the seal's key does not open the sealed keys: %s holds another; put back the one that"
                + " was made with them",
            other)
        .extracting(e -> ((UnsealFailedException) e).told())
        .isEqualTo("the seal's key does not open the sealed keys");
  }

  /** The crash may come after the blob, before the name. */
  @Test
  void findsTheNextKeyByWhatTheSealedKeysSay() throws IOException {
    FreshSeal first = seal(file).make(WISH, null);
    FreshSeal second = seal(file).make(WISH, first.parameters());

    assertThat(file.resolveSibling("seal.key.next")).exists();
    assertThat(seal(file).keyEncryptionKey(first.parameters(), List.of()).matches(first.key()))
        .isTrue();
    assertThat(seal(file).keyEncryptionKey(second.parameters(), List.of()).matches(second.key()))
        .isTrue();

    seal(file).inForce(second.parameters());

    assertThat(file.resolveSibling("seal.key.next")).doesNotExist();
    assertThat(file).hasBinaryContent(second.key().toByteArray());
  }

  @Test
  void keepsTheNameOfTheKeyInForce() {
    FreshSeal first = seal(file).make(WISH, null);
    var _ = seal(file).make(WISH, first.parameters());

    seal(file).inForce(first.parameters());

    assertThat(file).hasBinaryContent(first.key().toByteArray());
    assertThat(file.resolveSibling("seal.key.next")).exists();
  }

  /** Where the daemon may not write beside its key, an operator puts the next one there. */
  @Test
  void takesTheNextKeyThatAnOperatorMade() throws IOException {
    FreshSeal first = seal(file).make(WISH, null);
    Path next = file.resolveSibling("seal.key.next");
    make(next);

    FreshSeal second = seal(file).make(WISH, first.parameters());

    assertThat(next).hasBinaryContent(second.key().toByteArray());
  }

  @Test
  void needsNobody() {
    FreshSeal made = seal(file).make(WISH, null);

    assertThat(seal(file).needed(made.parameters())).isZero();
    assertThatThrownBy(
            () -> seal(file).check(made.parameters(), SecretBytes.copyOfAscii("x"), List.of()))
        .isInstanceOf(ContributionRefusedException.class);
  }

  private void make(Path key) {
    seal(key).make(WISH, null).close();
  }

  private KeyFileSeal seal(Path key) {
    return new KeyFileSeal(key, random);
  }

  private KeyBarrier barrier(Path key, Path store) {
    return new KeyBarrier(
        new Seals(List.of(seal(key))), new FileSealStore(store), random, new PlainKeyMemory());
  }

  private static void assertRefused(KeyFileSeal seal, String message) {
    assertThatThrownBy(() -> seal.keyEncryptionKey(FROM_BEFORE, List.of()))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining(message);
  }
}
