package io.rotakeep.cli.operator;

import com.google.protobuf.Struct;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.daemon.Restoration;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the store of a running daemon into one file. */
@Command(
    name = "backup",
    description =
        "Copies the store of a running daemon into one file: ciphertext, of no use without the"
            + " seal's key, which is not in it.")
final class OperatorBackupCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";
  private static final long CLEANING_SECONDS = 5;

  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  private final Context.CancellableContext context = Context.current().withCancellation();
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private volatile boolean interrupted;

  @Parameters(paramLabel = "FILE", description = "The file to make; - for standard output.")
  private String file = "";

  @Option(names = "--force", description = "Replace a file that exists.")
  private boolean force;

  @Option(
      names = "--show",
      description = "Check a backup that was made, and tell what is in it. Asks no daemon.")
  private boolean show;

  @Option(names = "--list", description = "With --show: one line for each connection in it.")
  private boolean list;

  OperatorBackupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (list && !show) {
      throw new ParameterException(command.commandLine(), "--list goes with --show");
    }
    if (show) {
      show(Path.of(file));
      return 0;
    }
    try (var _ = session.shell().interrupts().during(this::stop)) {
      return interruptibly();
    } finally {
      cleaned.countDown();
    }
  }

  private void show(Path backup) {
    var contents = StartFailures.told(() -> Restoration.look(backup));
    var summary = new BackupSummary(contents);
    if (list) {
      summary.lines().forEach(session::note);
      new BackupListing(session).of(backup, contents);
    } else {
      session.output().message(summary.message(), _ -> summary.lines());
    }
  }

  private int interruptibly() {
    var before = context.attach();
    try {
      take();
      return 0;
    } catch (StatusRuntimeException e) {
      if (interrupted) {
        session.note("interrupted: nothing was kept");
        return Watch.INTERRUPTED;
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      context.detach(before);
      context.close();
    }
  }

  /** Ends the stream, and keeps the process until nothing is left of what it brought. */
  private void stop() {
    interrupted = true;
    var _ = context.cancel(null);
    try {
      var _ = cleaned.await(CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take() throws IOException {
    if (file.equals(STANDARD_OUTPUT)) {
      print();
    } else {
      keep(Path.of(file));
    }
  }

  private void print() throws IOException {
    if (session.shell().terminal().tty().output()) {
      throw CliFailure.invalid("-: standard output is a terminal; give a file, or a pipe");
    }
    // Not closed: it is the process's.
    var out = Channels.newChannel(new FileOutputStream(FileDescriptor.out));
    stream(
        bytes -> {
          try {
            while (bytes.hasRemaining()) {
              out.write(bytes);
            }
          } catch (IOException e) {
            throw new CliFailure(
                Status.Code.UNAVAILABLE,
                "-: standard output takes no more: "
                    + e.getMessage()
                    + "; what was written is no whole backup. Make room there, and run it again");
          }
        });
  }

  private void keep(Path path) throws IOException {
    try (var whole = WholeFile.begin(path, force)) {
      Taken taken = stream(whole::write);
      whole.finish();
      session.output().message(taken.message(file), "%s: %d bytes".formatted(file, taken.bytes()));
      session.note("  sha256: " + taken.sha256());
    }
  }

  private record Taken(long bytes, String sha256) {
    Struct message(String file) {
      return Struct.newBuilder()
          .putFields("file", BackupSummary.text(file))
          .putFields("bytes", BackupSummary.number(bytes))
          .putFields("sha256", BackupSummary.text(sha256))
          .build();
    }
  }

  private Taken stream(BackupStream.Sink sink) throws IOException {
    try (var client = session.connect();
        var progress = session.progress("megabytes copied:")) {
      var messages =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .backup(BackupRequest.getDefaultInstance());
      var stream = new BackupStream(messages, progress);
      var sha256 = stream.into(sink);
      return new Taken(stream.bytes(), sha256);
    }
  }
}
