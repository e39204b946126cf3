package io.rotakeep.core.oauth;

/** Is told of requests that were not sent, to count them. Never blocks, never throws. */
public interface EgressObserver {
  /**
   * @param address of this machine, from which a request would have left
   */
  void undeclared(String address);
}
