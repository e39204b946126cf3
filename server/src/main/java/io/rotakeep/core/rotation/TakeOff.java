package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;

/** Where a flight runs. In the daemon on a thread of its own; a simulation has only one. */
@FunctionalInterface
interface TakeOff {
  TakeOff ON_A_VIRTUAL_THREAD =
      (id, flight) -> Thread.ofVirtual().name("flight " + id).start(flight);

  void start(ConnectionId id, Runnable flight);
}
