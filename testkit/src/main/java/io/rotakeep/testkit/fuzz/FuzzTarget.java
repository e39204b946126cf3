package io.rotakeep.testkit.fuzz;

/** Takes any bytes; what it throws is a finding. */
@FunctionalInterface
public interface FuzzTarget {
  void take(byte[] input) throws Exception;
}
