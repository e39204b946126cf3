package io.rotakeep.core.incident;

/** How urgent. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
