package io.rotakeep.adapter.syslog;

import io.rotakeep.core.BugException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A datagram socket to a socket file, such as {@code /dev/log}: the JDK has stream sockets of that
 * kind only. Its calls are those of socket(2), connect(2), send(2) and close(2) of Linux.
 */
final class DatagramSocketFile implements Transport {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 02000000;

  /** What does not fit at once is lost rather than waited for. */
  private static final int MSG_DONTWAIT = 0x40;

  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH = 108;

  private final Calls calls = new Calls();
  private final int descriptor;
  private boolean closed;

  private DatagramSocketFile(Path socket) throws IOException {
    descriptor = calls.socket();
    try {
      calls.connect(descriptor, socket);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  static DatagramSocketFile connect(Path socket) throws IOException {
    return new DatagramSocketFile(socket);
  }

  @Override
  public synchronized void send(byte[] message) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    calls.send(descriptor, message);
  }

  @Override
  public void check() {}

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      calls.close(descriptor);
    }
  }

  /** The functions of the C library, with their error numbers. */
  private static final class Calls {
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
        STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle socket =
        handle("socket", ints(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle connect =
        handle("connect", ints(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private final MethodHandle send =
        handle(
            "send",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    private final MethodHandle close = handle("close", ints(ValueLayout.JAVA_INT));

    private interface Call {
      long with(Arena arena, MemorySegment state) throws Throwable;
    }

    int socket() throws IOException {
      return (int)
          called(
              "socket",
              (_, state) -> (int) socket.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }

    void connect(int descriptor, Path path) throws IOException {
      byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
      if (name.length >= PATH) {
        throw new IOException(path + ": is longer than a socket's path may be");
      }
      long _ =
          called(
              path.toString(),
              (arena, state) -> {
                MemorySegment address = arena.allocate(Short.BYTES + PATH, Short.BYTES);
                address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
                MemorySegment.copy(
                    name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
                return (int)
                    connect.invokeExact(state, descriptor, address, (int) address.byteSize());
              });
    }

    void send(int descriptor, byte[] message) throws IOException {
      long _ =
          called(
              "send",
              (arena, state) ->
                  (long)
                      send.invokeExact(
                          state,
                          descriptor,
                          arena.allocateFrom(ValueLayout.JAVA_BYTE, message),
                          (long) message.length,
                          MSG_DONTWAIT | MSG_NOSIGNAL));
    }

    void close(int descriptor) {
      try {
        long _ = called("close", (_, state) -> (int) close.invokeExact(state, descriptor));
      } catch (IOException _) {
        // The kernel has let go of it all the same.
      }
    }

    private static long called(String what, Call call) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        long result = call.with(arena, state);
        if (result < 0) {
          throw new IOException(what + ": error " + state.get(ValueLayout.JAVA_INT, ERRNO));
        }
        return result;
      } catch (IOException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new BugException("a function of the C library throws nothing else", e);
      }
    }

    private static FunctionDescriptor ints(MemoryLayout... arguments) {
      return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    }

    @SuppressWarnings("restricted") // the launcher permits it; each call gets only what is its own
    private static MethodHandle handle(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }
  }
}
