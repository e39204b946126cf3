package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.WitnessReading;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32C;

/** One of the two pages of a witness file. */
sealed interface WitnessSlot {
  int PAGE_BYTES = 4096;

  /** A page that was never written, or not to its end, or changed since. */
  record Invalid(String why) implements WitnessSlot {}

  /** Magic, version, store id, sequence, hash, checksum; the rest of the page stays zero. */
  record Valid(UUID storeId, JournalPoint point) implements WitnessSlot {

    /** Less than a disk sector, so that most disks write all of it or nothing. */
    ByteBuffer encode() {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(MAGIC).putInt(VERSION);
      bytes.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
      bytes.putLong(point.sequence()).put(HexFormat.of().parseHex(point.chain()));
      return bytes.putInt(checksum(bytes)).flip();
    }

    WitnessReading reading() {
      return new WitnessReading.At(storeId, point);
    }
  }

  long MAGIC = 0x524b_5749_544e_4553L; // "RKWITNES"
  int VERSION = 2;
  int BYTES = 40 + ChainHash.BYTES;

  static WitnessSlot decode(ByteBuffer page) {
    if (page.getLong(0) != MAGIC) {
      return new Invalid("no witness stands");
    }
    // Before the checksum, which lies elsewhere in other versions.
    if (page.getInt(8) != VERSION) {
      return new Invalid("the format version is " + page.getInt(8) + ", not " + VERSION);
    }
    if (page.getInt(BYTES - 4) != checksum(page)) {
      return new Invalid("the checksum is wrong");
    }
    JournalPoint point = ChainHash.readFrom(page, 36).at(page.getLong(28));
    return new Valid(new UUID(page.getLong(12), page.getLong(20)), point);
  }

  private static int checksum(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page.slice(0, BYTES - 4));
    return (int) crc.getValue();
  }
}
