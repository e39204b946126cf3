package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever wants all chains has them soon, however many write. */
final class StripesTest {
  @Test
  void givesNoneToOthersOnceSomebodyWaitsForAll(@TempDir Path directory) throws Exception {
    List<String> had = new CopyOnWriteArrayList<>();
    AppendOnlyFile file = AppendOnlyFile.open(directory.resolve("audit.jsonl"));
    Stripes stripes = new Stripes(new Segment("s", file));
    Stripe busy = stripes.borrow();

    Thread all = Thread.ofPlatform().start(() -> pausing(stripes, had));
    await().until(() -> all.getState() == Thread.State.TIMED_WAITING);
    Thread one =
        Thread.ofPlatform()
            .start(
                () -> {
                  Stripe mine = stripes.borrow();
                  had.add("one");
                  stripes.giveBack(mine);
                });
    await()
        .until(
            () ->
                one.getState() == Thread.State.TIMED_WAITING
                    || one.getState() == Thread.State.TERMINATED);
    stripes.giveBack(busy);
    all.join();
    one.join();
    file.close();

    assertThat(had).containsExactly("all", "one");
  }

  private static void pausing(Stripes stripes, List<String> had) {
    try {
      stripes.pausing(_ -> had.add("all"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
