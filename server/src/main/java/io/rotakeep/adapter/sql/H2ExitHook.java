package io.rotakeep.adapter.sql;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.h2.engine.Database;

/**
 * What H2 does when the process ends: it writes, whatever is under way, also where it is told not
 * to close then ({@code DB_CLOSE_ON_EXIT=FALSE}). There is no setting against it, and what takes a
 * database out of it is open to H2's own package alone: nothing else here looks into a library.
 */
final class H2ExitHook {
  private static final String CLOSER = "org.h2.engine.OnExitDatabaseCloser";

  private H2ExitHook() {}

  /** A release of H2 that does it in another way is not opened, instead of being trusted. */
  static void remove(Database database) {
    try {
      unregister().invokeExact(database);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("H2 writes at exit in another way than was known", e);
    }
  }

  private static MethodHandle unregister() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup =
        MethodHandles.privateLookupIn(Database.class, MethodHandles.lookup());
    return lookup.findStatic(
        lookup.findClass(CLOSER), "unregister", MethodType.methodType(void.class, Database.class));
  }
}
