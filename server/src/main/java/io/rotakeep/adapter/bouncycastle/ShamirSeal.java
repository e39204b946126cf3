package io.rotakeep.adapter.bouncycastle;

import io.rotakeep.core.BugException;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;
import org.jspecify.annotations.Nullable;

/**
 * A random key cut into shares by Shamir's scheme over GF(2^8), some of which restore it. Fewer say
 * nothing about it. A share that belongs to another seal or was copied wrongly is refused at once,
 * since that tells nothing secret; one that was made up is found only when enough are together, and
 * then nobody learns which it was.
 *
 * <p>Parameters are {@code seal(8) threshold(1) count(1)}.
 */
public final class ShamirSeal implements Seal {
  private static final ShamirSecretSplitter.Algorithm FIELD = ShamirSecretSplitter.Algorithm.AES;
  private static final int MOST = 255;
  private static final int LENGTH = Long.BYTES + 2;

  private final SecureRandom random;

  public ShamirSeal(SecureRandom random) {
    this.random = random;
  }

  private record Cut(long seal, int threshold, int count) {
    static Cut of(SealParameters parameters) {
      ByteBuffer in = ByteBuffer.wrap(parameters.values());
      if (in.remaining() != LENGTH) {
        throw damaged();
      }
      Cut cut = new Cut(in.getLong(), Byte.toUnsignedInt(in.get()), Byte.toUnsignedInt(in.get()));
      if (cut.threshold < 1 || cut.threshold > cut.count) {
        throw damaged();
      }
      return cut;
    }

    /** A share says of its seal what the parameters say, or is none of it. */
    boolean made(Share share) {
      return share.seal() == seal
          && share.threshold() == threshold
          && share.count() == count
          && share.index() <= count;
    }

    SealParameters parameters() {
      byte[] values =
          ByteBuffer.allocate(LENGTH).putLong(seal).put((byte) threshold).put((byte) count).array();
      return new SealParameters(SealKind.SHAMIR.text(), values);
    }

    private static UnsealFailedException damaged() {
      return new UnsealFailedException(
          "the sealed keys cannot be read: their parameters are damaged");
    }
  }

  @Override
  public SealKind kind() {
    return SealKind.SHAMIR;
  }

  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    Cut cut = wanted(wish);
    SecretBytes key = SecretBytes.random(Share.PART, random);
    return new FreshSeal(cut.parameters(), key, key.read(bytes -> shares(bytes, cut)));
  }

  @Override
  public int needed(SealParameters parameters) {
    return Cut.of(parameters).threshold();
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {
    Cut cut = Cut.of(parameters);
    try (Share share =
        Share.decode(given)
            .filter(cut::made)
            .orElseThrow(
                () ->
                    new ContributionRefusedException(
                        "is no share of this store's seal, or was copied wrongly"))) {
      for (SecretBytes earlier : before) {
        try (Share known = Share.decode(earlier).orElseThrow()) {
          if (known.index() == share.index()) {
            throw new ContributionRefusedException("was given already; another one is needed");
          }
        }
      }
    }
  }

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> contributions) {
    List<Share> shares =
        contributions.stream().map(given -> Share.decode(given).orElseThrow()).toList();
    try {
      ShamirSplitSecretShare[] parts =
          shares.stream().map(ShamirSeal::part).toArray(ShamirSplitSecretShare[]::new);
      return SecretBytes.owning(ShamirSplitSecret.getInstance(FIELD, parts).getSecret());
    } catch (IOException e) {
      throw new BugException("nothing is read or written here", e);
    } finally {
      shares.forEach(Share::close);
    }
  }

  @Override
  public void inForce(SealParameters parameters) {}

  private Cut wanted(SealWish wish) {
    if (wish.shares() < 1 || wish.shares() > MOST) {
      throw new InvalidFieldException("shares", "must be 1 to " + MOST);
    }
    if (wish.threshold() < 1 || wish.threshold() > wish.shares()) {
      throw new InvalidFieldException("threshold", "must be 1 to the number of shares");
    }
    return new Cut(random.nextLong(), wish.threshold(), wish.shares());
  }

  private List<SecretBytes> shares(byte[] key, Cut cut) {
    ShamirSplitSecretShare[] parts =
        ShamirSecretSplitter.getInstance(FIELD, Share.PART, random)
            .resplit(key, cut.threshold(), cut.count())
            .getSecretShares();
    List<SecretBytes> shares = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      byte[] part = bytesOf(parts[i]);
      try (Share share =
          new Share(i + 1, cut.threshold(), cut.count(), cut.seal(), SecretBytes.copyOf(part))) {
        shares.add(share.encode());
      } finally {
        Arrays.fill(part, (byte) 0);
      }
    }
    return shares;
  }

  private static ShamirSplitSecretShare part(Share share) {
    return new ShamirSplitSecretShare(share.part().toByteArray(), share.index());
  }

  private static byte[] bytesOf(ShamirSplitSecretShare part) {
    try {
      return part.getEncoded();
    } catch (IOException e) {
      throw new BugException("nothing is read or written here", e);
    }
  }
}
