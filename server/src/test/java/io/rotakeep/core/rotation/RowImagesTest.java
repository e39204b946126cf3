package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.HoldImage;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderImage;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Row images come back as they were, or not at all. */
class RowImagesTest {
  private static final int TRIES = 300;

  @Property(tries = TRIES)
  void keepConnections(@ForAll("connections") Connection row) {
    assertKept(row, ConnectionImage::write, ConnectionImage::read);
  }

  @Property(tries = TRIES)
  void keepHolds(@ForAll("holds") Hold row) {
    assertKept(row, HoldImage::write, HoldImage::read);
  }

  @Property(tries = TRIES)
  void keepProviders(@ForAll("providers") Provider row) {
    assertKept(row, ProviderImage::write, ProviderImage::read);
  }

  @Property(tries = TRIES)
  void keepChanges(@ForAll("changes") Change row) {
    assertKept(row, ChangeImage::write, ChangeImage::read);
  }

  @Property(tries = TRIES)
  void keepFrames(@ForAll("frames") JournalFrame row) {
    assertKept(row, JournalFrameImage::write, JournalFrameImage::read);
  }

  @Property(tries = TRIES)
  void refuseFramesThatWereCut(
      @ForAll("frames") JournalFrame frame, @ForAll @IntRange(max = 5_000) int where) {
    byte[] image = JournalFrameImage.write(frame);

    byte[] cut = Arrays.copyOf(image, where % image.length);

    assertThatThrownBy(() -> JournalFrameImage.read(cut)).isInstanceOf(DamagedImageException.class);
  }

  @Property(tries = TRIES)
  void refuseFramesWithSomethingBehind(@ForAll("frames") JournalFrame frame) {
    byte[] image = JournalFrameImage.write(frame);

    byte[] longer = Arrays.copyOf(image, image.length + 1);

    assertThatThrownBy(() -> JournalFrameImage.read(longer))
        .isInstanceOf(DamagedImageException.class);
  }

  /** A flipped bit may make another value of the same length; it never makes another failure. */
  @Property(tries = 1_000)
  void readAFlippedBitAsAValueOrAsDamage(
      @ForAll("frames") JournalFrame frame, @ForAll @IntRange(max = 40_000) int where) {
    byte[] image = JournalFrameImage.write(frame);
    int bit = where % (image.length * 8);
    image[bit / 8] ^= (byte) (1 << (bit % 8));

    try {
      JournalFrame other = JournalFrameImage.read(image);
      assertThat(JournalFrameImage.write(other)).hasSizeBetween(1, image.length * 4);
    } catch (DamagedImageException e) {
      assertThat(e).hasMessageStartingWith("row image: ");
    }
  }

  @Property(tries = 1_000)
  void readAnyBytesAsDamage(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> ConnectionImage.read(bytes)).isInstanceOf(DamagedImageException.class);
    assertThatThrownBy(() -> ProviderImage.read(bytes)).isInstanceOf(DamagedImageException.class);
  }

  @Provide
  Arbitrary<Connection> connections() {
    return Rows.connections();
  }

  @Provide
  Arbitrary<Hold> holds() {
    return Rows.holds();
  }

  @Provide
  Arbitrary<Provider> providers() {
    return Rows.providers();
  }

  @Provide
  Arbitrary<Change> changes() {
    return Rows.changes();
  }

  @Provide
  Arbitrary<JournalFrame> frames() {
    return Rows.frames();
  }

  private static <T> void assertKept(
      T row, Function<T, byte[]> writer, Function<byte[], T> reader) {
    byte[] image = writer.apply(row);

    T read = reader.apply(image);

    assertThat(read).isEqualTo(row);
    assertThat(writer.apply(read)).isEqualTo(image);
  }
}
