package io.rotakeep.daemon;

import static java.lang.invoke.MethodType.methodType;

import io.rotakeep.core.BugException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;

/**
 * SIGHUP, which daemons take for "read your file anew". Without it the JVM takes it for the end.
 *
 * <p>The JDK's way is {@code sun.misc.Signal}, in a module made to be used. The compiler warns of
 * every mention of it, and cannot be told otherwise, so it is looked up by method handles.
 */
final class HangUp implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HangUp.class.getName());

  private final Runnable undo;

  private HangUp(Runnable undo) {
    this.undo = undo;
  }

  /** Calls the task at each SIGHUP, on a thread of the JVM's, until this is closed. */
  static HangUp calls(Runnable task) {
    try {
      return handled(task);
    } catch (IllegalArgumentException e) {
      // With -Xrs the JVM leaves its signals alone.
      LOG.log(System.Logger.Level.WARNING, "SIGHUP will not be heard: {0}", e.getMessage());
      return new HangUp(() -> {});
    }
  }

  @Override
  public void close() {
    undo.run();
  }

  private static HangUp handled(Runnable task) {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      Class<?> type = lookup.findClass("sun.misc.Signal");
      Class<?> handler = lookup.findClass("sun.misc.SignalHandler");
      Object hup = lookup.findConstructor(type, methodType(void.class, String.class)).invoke("HUP");
      MethodHandle run =
          lookup.findVirtual(Runnable.class, "run", methodType(void.class)).bindTo(task);
      Object mine =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, type));
      MethodHandle handle = lookup.findStatic(type, "handle", methodType(handler, type, handler));
      Object before = handle.invoke(hup, mine);
      return new HangUp(() -> restore(handle, hup, before));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void restore(MethodHandle handle, Object hup, Object before) {
    try {
      var _ = handle.invoke(hup, before);
    } catch (Throwable e) {
      throw new BugException("a signal's handler could not be put back", e);
    }
  }
}
