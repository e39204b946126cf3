package io.rotakeep.adapter.bouncycastle;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * A key derived from a passphrase by Argon2id (RFC 9106): 64 MiB, three passes, four lanes, its
 * second recommended option. What it costs is written into the parameters, which the sealed keys
 * authenticate, so that later versions may ask for more.
 *
 * <p>Parameters are {@code memory KiB(4) passes(4) lanes(4) salt(16)}, big-endian.
 */
public final class PassphraseSeal implements Seal {
  /** In characters, of new ones: those of stores made before go on opening them. */
  static final int SHORTEST = 14;

  /** In bytes. */
  static final int LONGEST = 1024;

  private static final int KEY = 32;
  private static final int SALT = 16;
  private static final int LENGTH = 3 * Integer.BYTES + SALT;

  private final SecureRandom random;
  private final Cost cost;

  /**
   * @param memory in KiB
   */
  record Cost(int memory, int passes, int lanes) {
    static final Cost STANDARD = new Cost(64 * 1024, 3, 4);

    /** What a blob may ask for: whoever can write it could else keep us busy, or guess cheaply. */
    boolean isSane() {
      return memory >= 19 * 1024
          && memory <= 4 * 1024 * 1024
          && passes >= 1
          && passes <= 16
          && lanes >= 1
          && lanes <= 16;
    }
  }

  public PassphraseSeal(SecureRandom random) {
    this(random, Cost.STANDARD);
  }

  PassphraseSeal(SecureRandom random, Cost cost) {
    this.random = random;
    this.cost = cost;
  }

  @Override
  public SealKind kind() {
    return SealKind.PASSPHRASE;
  }

  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    SecretBytes passphrase = wish.passphrase();
    if (passphrase == null
        || passphrase.length() > LONGEST
        || passphrase.read(PassphraseSeal::characters) < SHORTEST) {
      throw new InvalidFieldException(
          "passphrase",
          "is required, " + SHORTEST + " characters or more in " + LONGEST + " bytes at most");
    }
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    SealParameters parameters = parameters(salt);
    return new FreshSeal(parameters, keyEncryptionKey(parameters, List.of(passphrase)), List.of());
  }

  @Override
  public int needed(SealParameters parameters) {
    return 1;
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {
    if (given.isEmpty() || given.length() > LONGEST) {
      throw new ContributionRefusedException("must be a passphrase of 1 to " + LONGEST + " bytes");
    }
  }

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> contributions) {
    ByteBuffer in = ByteBuffer.wrap(parameters.values());
    if (in.remaining() != LENGTH) {
      throw damaged();
    }
    Cost asked = new Cost(in.getInt(), in.getInt(), in.getInt());
    if (!asked.isSane()) {
      throw damaged();
    }
    byte[] salt = new byte[SALT];
    in.get(salt);
    return contributions.getFirst().read(passphrase -> stretched(passphrase, salt, asked));
  }

  @Override
  public void inForce(SealParameters parameters) {}

  /** In UTF-8 each has one byte that is no continuation. */
  private static int characters(byte[] text) {
    int count = 0;
    for (byte b : text) {
      if ((b & 0xc0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  private SealParameters parameters(byte[] salt) {
    byte[] values =
        ByteBuffer.allocate(LENGTH)
            .putInt(cost.memory())
            .putInt(cost.passes())
            .putInt(cost.lanes())
            .put(salt)
            .array();
    return new SealParameters(SealKind.PASSPHRASE.text(), values);
  }

  private static SecretBytes stretched(byte[] passphrase, byte[] salt, Cost cost) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memory())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] key = new byte[KEY];
    generator.generateBytes(passphrase, key);
    return SecretBytes.owning(key);
  }

  private static UnsealFailedException damaged() {
    return new UnsealFailedException(
        "the sealed keys cannot be read: their parameters are damaged");
  }
}
