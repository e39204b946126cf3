package io.rotakeep.adapter.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rotakeep.core.rotation.Witness;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Appends from many threads until it is killed, and tells each acknowledged frame. */
final class AppendingProcess {
  private static final int SEGMENT_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;
  private static final int WRITERS = 16;

  private AppendingProcess() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    PrintStream out = System.out;
    FileWitness witness = FileWitness.open(witness(directory));
    FileWriteAheadLog log = open(directory, witness);
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = arguments[1] + ", writer " + writer + ", frame ";
        writers.execute(() -> append(log, name, out));
      }
    }
  }

  static Path witness(Path directory) {
    return directory.resolve("elsewhere").resolve("witness");
  }

  static FileWriteAheadLog open(Path directory, Witness witness) {
    Path journal = directory.resolve("journal");
    if (FileWriteAheadLog.storeIdIn(journal).isEmpty()) {
      return FileWriteAheadLog.create(journal, JournalKillTest.STORE, SEGMENT_BYTES, witness);
    }
    return FileWriteAheadLog.open(journal, JournalKillTest.STORE, SEGMENT_BYTES, witness);
  }

  private static void append(FileWriteAheadLog log, String name, PrintStream out) {
    for (int n = 0; ; n++) {
      String frame = name + n;
      long sequence = log.appendDurably(frame.getBytes(UTF_8));
      out.print(sequence + "\t" + frame + "\t\n");
    }
  }
}
