package io.rotakeep.testkit.user;

import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls a unix socket as another user: through a process that runs under that uid and gid. Only
 * root can have one.
 */
public final class OtherUser implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final Process process;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final int port;

  private OtherUser(Process process) throws IOException {
    this.process = process;
    Thread.ofVirtual().start(this::listen);
    this.port = Integer.parseInt(next(SocketRelay.READY));
  }

  private void listen() {
    try {
      process.inputReader().lines().forEach(said::add);
    } catch (UncheckedIOException _) {
      // The process was ended, and its pipe with it.
    }
  }

  /**
   * @param directory for the program that runs; everybody must be able to reach it
   * @throws ToolUnavailableException if no process can be given another user here
   */
  public static OtherUser calling(Path socket, int uid, int gid, Path directory) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    try {
      if ((int) Files.getAttribute(Files.createTempFile(directory, "own", ""), "unix:uid") != 0) {
        throw new ToolUnavailableException("only root can run a process as another user");
      }
      if (!Files.isExecutable(SETPRIV)) {
        throw new ToolUnavailableException("there is no " + SETPRIV + " (package util-linux)");
      }
      Process process =
          new ProcessBuilder(
                  SETPRIV.toString(),
                  "--reuid=" + uid,
                  "--regid=" + gid,
                  "--clear-groups",
                  java.toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  program(directory).toString(),
                  SocketRelay.class.getName(),
                  socket.toString())
              .redirectErrorStream(true)
              .start();
      return new OtherUser(process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run a process as uid " + uid, e);
    }
  }

  /** On loopback; what connects to it reaches the socket. */
  public int port() {
    return port;
  }

  /** Waits until the socket refuses a connection, and says why it did. */
  public String refusal() {
    return next(SocketRelay.REFUSED);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String next(String kind) {
    try {
      @Nullable String line = said.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (line == null || !line.startsWith(kind)) {
        process.destroyForcibly();
        throw new ToolUnavailableException("the other user's process said " + line);
      }
      return line.substring(kind.length());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The build's own classes lie where another user may not look. */
  private static Path program(Path directory) throws IOException {
    String name = SocketRelay.class.getName().replace('.', '/') + ".class";
    Path file = directory.resolve("relay").resolve(name);
    if (Files.notExists(file)) {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      try (InputStream bytes =
          SocketRelay.class.getResourceAsStream(SocketRelay.class.getSimpleName() + ".class")) {
        Files.write(file, bytes == null ? new byte[0] : bytes.readAllBytes());
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    return directory.resolve("relay");
  }
}
