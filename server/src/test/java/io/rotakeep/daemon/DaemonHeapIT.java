package io.rotakeep.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.core.seal.RawKeys;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that has done everything it does with keys, and then has its heap dumped. */
@Timeout(300)
final class DaemonHeapIT {
  private static final List<String> IDS =
      IntStream.range(0, 40).mapToObj(i -> "heap/" + i).toList();

  @TempDir private Path directory;

  @Test
  void holdsNoKeyInItsHeapWhileItWorks() throws Exception {
    var settings = MortalDaemon.settings(directory.resolve("data"));
    var _ = Daemon.initialize(settings);
    Map<String, byte[]> sought = new LinkedHashMap<>();
    Path dump = directory.resolve("heap.hprof");
    try (var server = AuthorizationServerDouble.start(DoubleSettings.standard());
        var daemon = MortalDaemon.immortal(settings.dataDir());
        var many = new ManyConnections(daemon.address())) {
      many.importFrom(server, IDS);
      many.rotateKeys();
      await().atMost(Duration.ofSeconds(60)).until(() -> !many.status().hasRewrap());
      assertThat(many.readAll(IDS)).isEqualTo(IDS.size());
      sought.putAll(
          RawKeys.in(
              new FileSealStore(settings.dataDir().resolve("seal")),
              new KeyFileSeal(
                  Objects.requireNonNull(settings.seal().keyFile()), new SecureRandom())));
      sought.put("an access token", many.accessToken(IDS.getFirst()).getBytes(UTF_8));
      dump(daemon.pid(), dump);
    }

    Map<String, Integer> found = search(dump, sought);

    System.out.println(found);
    assertThat(found.remove("an access token")).as("the search finds what is there").isPositive();
    assertThat(found).hasSize(2 + 2 + 4).allSatisfy((name, count) -> assertThat(count).isZero());
  }

  private static void dump(long pid, Path into) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.heap_dump",
                "-all",
                into.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    assertThat(jcmd.waitFor()).as(said).isZero();
  }

  private static Map<String, Integer> search(Path file, Map<String, byte[]> sought)
      throws IOException {
    Map<String, Integer> found = new LinkedHashMap<>();
    sought.keySet().forEach(name -> found.put(name, 0));
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer heap = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      List<Map.Entry<String, byte[]>> all = new ArrayList<>(sought.entrySet());
      for (int at = 0; at < heap.limit(); at++) {
        for (Map.Entry<String, byte[]> one : all) {
          if (begins(heap, at, one.getValue())) {
            found.merge(one.getKey(), 1, Integer::sum);
          }
        }
      }
    }
    return found;
  }

  private static boolean begins(MappedByteBuffer heap, int at, byte[] sought) {
    if (at + sought.length > heap.limit()) {
      return false;
    }
    int i = 0;
    while (i < sought.length && heap.get(at + i) == sought[i]) {
      i++;
    }
    return i == sought.length;
  }
}
