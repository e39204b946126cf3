package io.rotakeep.adapter.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rotakeep.adapter.linux.OffHeapKeyMemory.Kind;
import io.rotakeep.adapter.linux.OffHeapKeyMemory.Page;
import io.rotakeep.core.secret.KeyPage;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffHeapKeyMemoryTest {
  private static final byte[] KEY = "thirty-two bytes, one key of AES".getBytes(US_ASCII);

  @ParameterizedTest
  @EnumSource
  void keepsWhatIsWrittenAndIsZeroBefore(Kind kind) {
    try (Page page = taken(kind)) {
      byte[] before = read(page, 64, 32);

      page.write(64, KEY);
      byte[] after = read(page, 64, 32);
      page.clear(64, 32);

      assertThat(before).containsOnly(0);
      assertThat(after).isEqualTo(KEY);
      assertThat(read(page, 64, 32)).containsOnly(0);
      assertThat(page.size()).isEqualTo(160);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesEveryTouchAfterItWasGivenBack(Kind kind) {
    Page page = taken(kind);
    page.close();

    assertThatThrownBy(() -> read(page, 0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> page.write(0, KEY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> page.clear(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read(taken(kind), 150, 32))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** A touch of unmapped memory would end the process, and with it every other test. */
  @ParameterizedTest
  @EnumSource
  void isNeverTouchedAfterItsEndHoweverManyReadWhileItEnds(Kind kind) throws Exception {
    OffHeapKeyMemory memory = new OffHeapKeyMemory(kind);
    LongAdder whole = new LongAdder();
    AtomicInteger torn = new AtomicInteger();

    for (int round = 0; round < 300; round++) {
      List<SecretBytes> keys = new ArrayList<>();
      try (KeyPage page = new KeyPage(memory, 4 * KEY.length)) {
        for (int i = 0; i < 4; i++) {
          keys.add(page.keep(KEY));
        }
      }
      CountDownLatch begun = new CountDownLatch(4);
      List<Thread> readers = new ArrayList<>();
      for (SecretBytes key : keys) {
        readers.add(Thread.startVirtualThread(() -> readUntilClosed(key, begun, whole, torn)));
        readers.add(Thread.ofPlatform().start(() -> readUntilClosed(key, begun, whole, torn)));
      }
      begun.await();
      keys.forEach(SecretBytes::close);
      for (Thread reader : readers) {
        reader.join();
      }
    }

    assertThat(torn).hasValue(0);
    assertThat(whole.sum()).isPositive();
  }

  @Test
  void givesLockedMemoryThatIsLeftOutOfACoreFile() throws IOException {
    try (Page page = taken(Kind.LOCKED)) {
      assertThat(flags(page.address())).contains("lo", "dd");
    }
  }

  /** The kernel takes it out of its own map: not even root can read it through the process. */
  @Test
  void givesSecretMemoryThatNobodySeesThroughTheProcess() throws IOException {
    try (Page secret = taken(Kind.SECRET);
        Page locked = taken(Kind.LOCKED)) {
      secret.write(0, KEY);
      locked.write(0, KEY);

      assertThat(throughProc(locked.address())).isEqualTo(KEY);
      assertThatThrownBy(() -> throughProc(secret.address())).isInstanceOf(IOException.class);
      assertThat(read(secret, 0, 32)).isEqualTo(KEY);
    }
  }

  private static Page taken(Kind kind) {
    Page page = new OffHeapKeyMemory(kind).take(160);
    assumeThat(page.kind()).as("what this kernel gives this process").isEqualTo(kind);
    return page;
  }

  private static void readUntilClosed(
      SecretBytes key, CountDownLatch begun, LongAdder whole, AtomicInteger torn) {
    try {
      while (true) {
        if (Arrays.equals(key.toByteArray(), KEY)) {
          whole.increment();
        } else {
          torn.incrementAndGet();
        }
        begun.countDown();
      }
    } catch (IllegalStateException _) {
      begun.countDown();
    }
  }

  private static byte[] read(Page page, int at, int length) {
    byte[] read = new byte[length];
    page.read(at, read);
    return read;
  }

  private static byte[] throughProc(long address) throws IOException {
    try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
      byte[] read = new byte[KEY.length];
      memory.seek(address);
      memory.readFully(read);
      return read;
    }
  }

  /** The kernel's flags of the mapping at an address, from {@code /proc/self/smaps}. */
  private static List<String> flags(long address) throws IOException {
    String start = Long.toHexString(address) + "-";
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    int at = 0;
    while (!lines.get(at).startsWith(start)) {
      at++;
    }
    while (!lines.get(at).startsWith("VmFlags:")) {
      at++;
    }
    return List.of(lines.get(at).substring("VmFlags:".length()).strip().split(" "));
  }
}
