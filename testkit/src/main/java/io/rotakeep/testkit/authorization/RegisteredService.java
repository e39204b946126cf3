package io.rotakeep.testkit.authorization;

import java.util.List;

/** A program that the server knows by id and secret, and gives tokens to in its own name. */
public record RegisteredService(String id, String secret) {
  public static final RegisteredService CRM =
      new RegisteredService("crm-service", "a secret of the service crm");
  public static final RegisteredService REPORTS =
      new RegisteredService("reports-service", "a secret of the service reports");

  public static List<RegisteredService> all() {
    return List.of(CRM, REPORTS);
  }

  @Override
  public String toString() {
    return "RegisteredService[" + id + "]";
  }
}
