package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorizationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Creates connections and, now and then, begins an authorization until it is killed. */
final class H2Process {
  static final UUID STORE = UUID.fromString("99999999-2222-3333-4444-555555555555");

  static final int EACH = 25;

  private H2Process() {}

  static Process start(Path directory) throws IOException {
    return start(H2Process.class, directory);
  }

  /** Another program of the tests, on a directory. */
  static Process start(Class<?> main, Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) {
    ConnectionLocks locks = new ConnectionLocks();
    SqlStores stores = SqlStores.inH2(Path.of(arguments[0]));
    stores.repair().initialize(STORE);
    for (int n = 1; ; n++) {
      Connection connection = Samples.active("c" + n);
      boolean created =
          locks.whileHolding(
              connection.id(), lock -> stores.connections().create(lock, connection));
      System.out.println(created ? "created " + n : "refused " + n);
      if (n % EACH == 0) {
        stores
            .pendingAuthorizations()
            .insert(
                PendingAuthorizationStoreContract.pending(
                    "p" + n, new Phase.Waiting(null), Samples.NOW));
        System.out.println("begun " + n);
      }
    }
  }
}
