package io.rotakeep.adapter.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.rotakeep.core.BugException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The memory of this process, as other processes of the same user see it. */
public final class ProcessMemory {
  /** From {@code linux/prctl.h}. */
  private static final int PR_SET_DUMPABLE = 4;

  private ProcessMemory() {}

  /**
   * Lets no process but root's read the memory of this one, attach a debugger to it, or have the
   * kernel dump it, to the end of the process (prctl(2), PR_SET_DUMPABLE). Its files in {@code
   * /proc} belong to root from now on.
   *
   * @return why it could not be done; empty if it was
   */
  public static Optional<String> conceal() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("only Linux can do it");
    }
    try {
      MethodHandle prctl = prctl();
      return prctl == null ? Optional.of("the C library has no prctl") : setDumpable(prctl);
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      return Optional.of("this Java may make no native call: " + e.getMessage());
    }
  }

  @SuppressWarnings("restricted") // the launcher permits it; two numbers go out, one comes back
  private static @Nullable MethodHandle prctl() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("prctl")
        .map(
            found ->
                linker.downcallHandle(
                    found,
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1)))
        .orElse(null);
  }

  private static Optional<String> setDumpable(MethodHandle prctl) {
    try {
      int result = (int) prctl.invokeExact(PR_SET_DUMPABLE, 0L);
      return result == 0 ? Optional.empty() : Optional.of("the kernel refused prctl");
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("a native call throws nothing", e);
    }
  }
}
