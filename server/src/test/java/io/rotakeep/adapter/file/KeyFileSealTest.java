package io.rotakeep.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileSealTest {
  @TempDir Path directory;

  private final SecureRandom random = new SecureRandom();
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("seal.key");
  }

  @Test
  void makesAKeyThatOnlyItsOwnerReads() throws IOException {
    KeyFileSeal.create(file, random);

    assertThat(Files.readAllBytes(file)).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--------");
  }

  @Test
  void yieldsTheSameKeyEachTime() throws IOException {
    KeyFileSeal.create(file, random);
    KeyFileSeal seal = new KeyFileSeal(file);

    SecretBytes one = seal.keyEncryptionKey(seal.newParameters());
    SecretBytes again = seal.keyEncryptionKey(seal.newParameters());

    assertThat(one.matches(again)).isTrue();
    assertThat(one.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void neverOverwritesAKey() throws IOException {
    KeyFileSeal.create(file, random);
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> KeyFileSeal.create(file, random))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(file + ": there is a seal key already, it is kept");

    assertThat(file).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "r-----r--", "rw--w----"})
  void refusesAKeyThatOthersCanTouch(String mode) throws IOException {
    KeyFileSeal.create(file, random);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertRefused(new KeyFileSeal(file), "lets others in; chmod 400 " + file);
  }

  @Test
  void refusesAnotherUsersKey() throws IOException {
    KeyFileSeal.create(file, random);
    int me = OwnerOnly.ofThisProcess().uid();
    if (me == 0) {
      Files.setAttribute(file, "unix:uid", 12_345);
    }

    assertRefused(new KeyFileSeal(file, new OwnerOnly(me + 1)), "owned by uid ");
  }

  @Test
  void refusesALink() throws IOException {
    Path target = directory.resolve("elsewhere");
    KeyFileSeal.create(target, random);
    Files.createSymbolicLink(file, target);

    assertRefused(new KeyFileSeal(file), "must be a regular file, not a link to one");
    assertThatThrownBy(() -> KeyFileSeal.create(file, random))
        .isInstanceOf(UnusableFileException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 4096})
  void refusesAKeyOfAnotherLength(int length) throws IOException {
    Files.createFile(file, OwnerOnly.FILE);
    Files.write(file, new byte[length]);

    assertRefused(new KeyFileSeal(file), "must hold exactly 32 bytes");
  }

  @Test
  void saysWhenThereIsNoKey() {
    assertRefused(new KeyFileSeal(file), file + ": there is no seal key");
  }

  @Test
  void refusesKeysSealedAnotherWay() {
    KeyFileSeal.create(file, random);

    assertThatThrownBy(
            () ->
                new KeyFileSeal(file)
                    .keyEncryptionKey(new SealParameters("passphrase", new byte[16])))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage("the keys were sealed by passphrase, the daemon's file says key-file");
  }

  @Test
  void unsealsWhatItSealedAndNothingElse() {
    Path store = directory.resolve("seal");
    Path other = directory.resolve("other.key");
    KeyFileSeal.create(file, random);
    KeyFileSeal.create(other, random);
    UUID storeId = barrier(file, store).init();

    KeyBarrier right = barrier(file, store);
    right.unseal();

    assertThat(right.state()).isEqualTo(new SealState.Unsealed(storeId));
    assertThatThrownBy(() -> barrier(other, store).unseal())
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage("the seal's key does not open the sealed keys");
  }

  private KeyBarrier barrier(Path key, Path store) {
    return new KeyBarrier(
        new KeyFileSeal(key), new FileSealStore(store), random, new PlainKeyMemory());
  }

  private static void assertRefused(KeyFileSeal seal, String message) {
    assertThatThrownBy(() -> seal.keyEncryptionKey(seal.newParameters()))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining(message);
  }
}
