package io.rotakeep.adapter.web;

/** Whether requests should be sent to this daemon. */
public sealed interface Readiness {
  record Ready() implements Readiness {}

  /**
   * @param reason one line, shown to whoever may reach the listener
   */
  record NotReady(String reason) implements Readiness {}
}
