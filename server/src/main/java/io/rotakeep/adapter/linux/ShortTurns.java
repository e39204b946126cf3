package io.rotakeep.adapter.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.rotakeep.core.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * Has a thread ask the kernel for short turns on a processor (sched_setattr(2), {@code
 * sched_runtime}; Linux 6.12 and later). It gets no more of the processor for it: it gets it at
 * once when it wakes, where another would finish a turn of milliseconds first. So who answers calls
 * need not wait for who compiles, collects, or encrypts records anew. Earlier kernels pass over it.
 * Thread-safe.
 */
public final class ShortTurns {
  /** The shortest that there is. */
  private static final long TURN_NANOS = 100_000;

  private static final MemoryLayout ATTRIBUTES =
      MemoryLayout.structLayout(
          JAVA_INT.withName("size"),
          JAVA_INT.withName("policy"),
          JAVA_LONG.withName("flags"),
          JAVA_INT.withName("nice"),
          JAVA_INT.withName("priority"),
          JAVA_LONG.withName("runtime"),
          JAVA_LONG.withName("deadline"),
          JAVA_LONG.withName("period"));

  private static final int SIZE = Math.toIntExact(ATTRIBUTES.byteSize());
  private static final VarHandle POLICY = ATTRIBUTES.varHandle(PathElement.groupElement("policy"));
  private static final VarHandle RUNTIME =
      ATTRIBUTES.varHandle(PathElement.groupElement("runtime"));
  private static final VarHandle NICE = ATTRIBUTES.varHandle(PathElement.groupElement("nice"));
  private static final VarHandle FLAGS = ATTRIBUTES.varHandle(PathElement.groupElement("flags"));
  private static final int SCHED_OTHER = 0;

  /** Threads that this one starts begin as if it had never asked. */
  private static final long RESET_ON_FORK = 1;

  private final MethodHandle syscall;
  private final Numbers numbers;

  /** Of the two calls, which glibc has names for from 2.41 on, and others not. */
  private record Numbers(long set, long get) {}

  private ShortTurns(MethodHandle syscall, Numbers numbers) {
    this.syscall = syscall;
    this.numbers = numbers;
  }

  /** Empty where there is no such call, or this Java may make none. */
  public static Optional<ShortTurns> ofThisMachine() {
    try {
      return numbers().map(numbers -> new ShortTurns(syscall(), numbers));
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      return Optional.empty();
    }
  }

  private static Optional<Numbers> numbers() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> Optional.of(new Numbers(314, 315));
      case "aarch64" -> Optional.of(new Numbers(274, 275));
      default -> Optional.empty();
    };
  }

  @SuppressWarnings("restricted") // the launcher permits it; what is read and written is ours
  private static MethodHandle syscall() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("syscall").orElseThrow(),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
        Linker.Option.firstVariadicArg(1));
  }

  /**
   * For the calling thread, from now on, and not for threads that it starts; its policy and its
   * nice value stay. It must be a platform thread. Where it was made more urgent than others (a
   * nice value below 0) nothing is done, since those that it starts would be less so.
   *
   * @return whether its turns are short now
   */
  public boolean take() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES);
      if (!read(attributes)
          || (int) POLICY.get(attributes, 0L) != SCHED_OTHER
          || (int) NICE.get(attributes, 0L) < 0) {
        return false;
      }
      FLAGS.set(attributes, 0L, (long) FLAGS.get(attributes, 0L) | RESET_ON_FORK);
      RUNTIME.set(attributes, 0L, TURN_NANOS);
      return call(numbers.set, attributes, 0) == 0 && nanos() == TURN_NANOS;
    }
  }

  /** How long the calling thread's turns are, in nanoseconds; 0 if the kernel does not say. */
  long nanos() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES);
      return read(attributes) ? (long) RUNTIME.get(attributes, 0L) : 0;
    }
  }

  private boolean read(MemorySegment attributes) {
    return call(numbers.get, attributes, SIZE) == 0;
  }

  /** Of the calling thread, which is number 0; no flags are ever needed. */
  private long call(long number, MemorySegment attributes, long third) {
    try {
      return (long) syscall.invokeExact(number, 0L, attributes, third, 0L);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("a native call throws nothing", e);
    }
  }
}
