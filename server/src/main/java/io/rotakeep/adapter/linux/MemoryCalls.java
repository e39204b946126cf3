package io.rotakeep.adapter.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.rotakeep.core.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The kernel's calls for memory, on the processors whose numbers are alike: x86-64 and AArch64. */
final class MemoryCalls {
  private static final long MEMFD_SECRET = 447;
  private static final long O_CLOEXEC = 0x80000;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
  private static final int MADV_DONTDUMP = 16;
  private static final long MAP_FAILED = -1;

  private final MethodHandle syscall;
  private final MethodHandle ftruncate;
  private final MethodHandle close;
  private final MethodHandle mmap;
  private final MethodHandle munmap;
  private final MethodHandle mlock;
  private final MethodHandle madvise;

  /**
   * @throws IllegalCallerException if this Java may make no native call
   */
  MemoryCalls() {
    this.syscall =
        found(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    this.ftruncate = found("ftruncate", number(JAVA_INT, JAVA_LONG));
    this.close = found("close", number(JAVA_INT));
    this.mmap =
        found(
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    this.munmap = found("munmap", number(ADDRESS, JAVA_LONG));
    this.mlock = found("mlock", number(ADDRESS, JAVA_LONG));
    this.madvise = found("madvise", number(ADDRESS, JAVA_LONG, JAVA_INT));
  }

  static boolean areKnown() {
    String processor = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (processor.equals("amd64") || processor.equals("aarch64"));
  }

  /**
   * Memory that the kernel takes out of its own map, locked, in no core file (memfd_secret(2)).
   * Empty if the kernel has none to give. It goes back when {@code arena} is closed.
   */
  Optional<MemorySegment> secret(long size, Arena arena) {
    int file = (int) (long) call(() -> (long) syscall.invokeExact(MEMFD_SECRET, O_CLOEXEC));
    if (file < 0) {
      return Optional.empty();
    }
    try {
      return succeeded(() -> (int) ftruncate.invokeExact(file, size))
          ? map(size, MAP_SHARED, file, arena)
          : Optional.empty();
    } finally {
      // What is mapped stays mapped without it.
      succeeded(() -> (int) close.invokeExact(file));
    }
  }

  /**
   * Memory that is never written to swap nor to a core file (mlock(2), MADV_DONTDUMP). Empty if the
   * kernel does not lock as much for this process. It goes back when {@code arena} is closed.
   */
  Optional<MemorySegment> locked(long size, Arena arena) {
    return map(size, MAP_PRIVATE_ANONYMOUS, -1, arena)
        .filter(found -> succeeded(() -> (int) mlock.invokeExact(found, size)))
        .filter(found -> succeeded(() -> (int) madvise.invokeExact(found, size, MADV_DONTDUMP)));
  }

  @SuppressWarnings("restricted") // as long as was mapped, and unmapped when its arena ends
  private Optional<MemorySegment> map(long size, int kind, int file, Arena arena) {
    MemorySegment mapped =
        call(
            () ->
                (MemorySegment)
                    mmap.invokeExact(MemorySegment.NULL, size, PROT_READ_WRITE, kind, file, 0L));
    return mapped.address() == MAP_FAILED
        ? Optional.empty()
        : Optional.of(mapped.reinterpret(size, arena, this::unmap));
  }

  private void unmap(MemorySegment mapped) {
    succeeded(() -> (int) munmap.invokeExact(mapped, mapped.byteSize()));
  }

  private static FunctionDescriptor number(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  @SuppressWarnings("restricted") // the launcher permits it
  private static MethodHandle found(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), shape, options);
  }

  private interface Call<R> {
    R make() throws Throwable;
  }

  private static boolean succeeded(Call<Integer> call) {
    return call(call) == 0;
  }

  private static <R> R call(Call<R> call) {
    try {
      return call.make();
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("a native call throws nothing", e);
    }
  }
}
