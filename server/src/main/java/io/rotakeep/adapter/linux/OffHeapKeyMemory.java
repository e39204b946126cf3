package io.rotakeep.adapter.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.rotakeep.core.secret.KeyMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The best memory for keys that this kernel gives this process: secret, else locked, else plain. An
 * arena stands before each block, so that one which was given back is never touched.
 */
public final class OffHeapKeyMemory implements KeyMemory {
  private static final System.Logger LOG = System.getLogger(OffHeapKeyMemory.class.getName());

  /** How well a block is kept from others. The best is the first. */
  public enum Kind {
    /** In no core file, not swapped, and root does not see it in {@code /proc/PID/mem}. */
    SECRET,
    /** In no core file and not swapped. */
    LOCKED,
    /** Outside the heap, and no more. */
    PLAIN
  }

  private final @Nullable MemoryCalls calls;
  private final Kind best;

  /** The worst that was given so far: each step down is told once. */
  private final AtomicReference<Kind> worst = new AtomicReference<>(Kind.SECRET);

  public OffHeapKeyMemory() {
    this(Kind.SECRET);
  }

  /** For a kernel that has nothing better than {@code best}. */
  OffHeapKeyMemory(Kind best) {
    this.best = best;
    this.calls = calls();
  }

  @Override
  public Page take(int size) {
    Page page =
        secret(size)
            .or(() -> locked(size))
            .orElseGet(
                () -> {
                  Arena arena = arena();
                  return new Page(Kind.PLAIN, arena, arena.allocate(size));
                });
    Kind before = worst.getAndUpdate(kind -> kind.compareTo(page.kind) < 0 ? page.kind : kind);
    if (before.compareTo(page.kind) < 0) {
      tell(page.kind);
    }
    return page;
  }

  private Optional<Page> secret(int size) {
    return calls == null || best != Kind.SECRET
        ? Optional.empty()
        : mapped(Kind.SECRET, arena -> calls.secret(size, arena));
  }

  private Optional<Page> locked(int size) {
    return calls == null || best == Kind.PLAIN
        ? Optional.empty()
        : mapped(Kind.LOCKED, arena -> calls.locked(size, arena));
  }

  private interface Mapping {
    Optional<MemorySegment> in(Arena arena);
  }

  private static Optional<Page> mapped(Kind kind, Mapping mapping) {
    Arena arena = arena();
    Optional<Page> page = mapping.in(arena).map(segment -> new Page(kind, arena, segment));
    if (page.isEmpty()) {
      arena.close();
    }
    return page;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with its page
  private static Arena arena() {
    return Arena.ofShared();
  }

  private static @Nullable MemoryCalls calls() {
    try {
      return MemoryCalls.areKnown() ? new MemoryCalls() : null;
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      LOG.log(System.Logger.Level.DEBUG, "this Java may make no native call", e);
      return null;
    }
  }

  private static void tell(Kind kind) {
    if (kind == Kind.LOCKED) {
      LOG.log(
          System.Logger.Level.INFO,
          "keys lie in locked memory: this kernel has no memfd_secret for this process");
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          "keys lie in memory that may be swapped or dumped: this system locks none for this"
              + " process (LimitMEMLOCK, ulimit -l)");
    }
  }

  /** One block, and what it is. */
  static final class Page implements Block {
    private final Kind kind;
    private final Arena arena;
    private final MemorySegment memory;

    private Page(Kind kind, Arena arena, MemorySegment memory) {
      this.kind = kind;
      this.arena = arena;
      this.memory = memory;
    }

    Kind kind() {
      return kind;
    }

    /** Where it is, for those who look at it from outside. */
    long address() {
      return memory.address();
    }

    @Override
    public int size() {
      return (int) memory.byteSize();
    }

    @Override
    public void write(int at, byte[] from) {
      MemorySegment.copy(from, 0, memory, JAVA_BYTE, at, from.length);
    }

    @Override
    public void read(int at, byte[] into) {
      MemorySegment.copy(memory, JAVA_BYTE, at, into, 0, into.length);
    }

    @Override
    public void clear(int at, int length) {
      memory.asSlice(at, length).fill((byte) 0);
    }

    @Override
    public void close() {
      memory.fill((byte) 0);
      arena.close();
    }
  }
}
