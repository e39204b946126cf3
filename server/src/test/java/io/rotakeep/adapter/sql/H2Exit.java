package io.rotakeep.adapter.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Ends in order in the middle of a transaction, once it is told to. */
final class H2Exit {
  static final String INSIDE = "inside";

  private H2Exit() {}

  public static void main(String[] arguments) {
    Database database = new Database(Engine.H2, new H2File(Path.of(arguments[0]), "rows")::open);
    var _ =
        database.transact(
            sql -> {
              int changed = OpenH2Test.change(sql);
              System.out.println(INSIDE);
              awaitWord();
              System.exit(0);
              return changed;
            });
  }

  private static void awaitWord() {
    try {
      var _ = System.in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
