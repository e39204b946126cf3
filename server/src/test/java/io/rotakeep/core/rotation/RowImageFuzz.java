package io.rotakeep.core.rotation;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.HoldImage;
import io.rotakeep.core.provider.ProviderImage;
import io.rotakeep.testkit.fuzz.FuzzTarget;
import io.rotakeep.testkit.fuzz.Trial;
import java.util.List;

/** Whatever stands in for a row or a frame is one of ours, or damage. */
public final class RowImageFuzz {
  private static final List<FuzzTarget> READERS =
      List.of(
          JournalFrameImage::read,
          ChangeImage::read,
          ConnectionImage::read,
          HoldImage::read,
          ProviderImage::read);

  private RowImageFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, RowImageFuzz::read);
  }

  private static void read(byte[] input) throws Exception {
    for (FuzzTarget reader : READERS) {
      try {
        reader.take(input);
      } catch (DamagedImageException e) {
        Trial.check(String.valueOf(e.getMessage()));
      }
    }
  }
}
