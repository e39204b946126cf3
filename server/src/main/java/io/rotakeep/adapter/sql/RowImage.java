package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import java.util.function.Function;

/** Reads row images that somebody may have damaged, cut or put into another row. */
final class RowImage {
  private RowImage() {}

  /**
   * @param owner whom the row belongs to
   * @param ownerInImage says to whom the image belongs
   * @throws DamagedImageException whatever is wrong with it, with the owner's name and no content
   */
  static <T> T read(
      String owner, byte[] image, Function<byte[], T> reader, Function<T, String> ownerInImage) {
    T read;
    try {
      read = reader.apply(image);
    } catch (RuntimeException e) {
      throw new DamagedImageException(owner + "'s cannot be read");
    }
    if (!ownerInImage.apply(read).equals(owner)) {
      throw new DamagedImageException(owner + "'s is another's");
    }
    return read;
  }
}
