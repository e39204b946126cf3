package io.rotakeep.adapter.web;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose request has not arrived whole in time, however busily it drips: Jetty's
 * own timeout begins anew with each byte.
 */
final class HeaderDeadline implements Connection.Listener {
  private final Scheduler scheduler;
  private final Duration patience;
  private final ConcurrentHashMap<Connection, Scheduler.Task> waiting = new ConcurrentHashMap<>();

  HeaderDeadline(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    Scheduler.Task task =
        scheduler.schedule(
            () -> {
              if (waiting.remove(connection) != null) {
                connection.getEndPoint().close();
              }
            },
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    waiting.put(connection, task);
  }

  @Override
  public void onClosed(Connection connection) {
    arrived(connection);
  }

  void arrived(Connection connection) {
    Scheduler.Task task = waiting.remove(connection);
    if (task != null) {
      task.cancel();
    }
  }
}
