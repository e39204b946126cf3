package io.rotakeep.bench.scale;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes stores of the given sizes below a directory, for {@link ScaleBenchmark} and by hand. */
public final class FillStores {
  private FillStores() {}

  /** Takes the directory, then the sizes. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    for (String size : List.of(args).subList(1, args.length)) {
      long begun = System.nanoTime();
      ScaledStore store =
          ScaledStore.in(
              root,
              Integer.parseInt(size),
              done -> {
                if (done % 50_000 == 0) {
                  System.err.println(done + " of " + size);
                }
              });
      System.err.printf(
          "%s: %d s%n", store.directory(), (System.nanoTime() - begun) / 1_000_000_000);
    }
  }
}
