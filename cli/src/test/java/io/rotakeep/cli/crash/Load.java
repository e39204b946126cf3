package io.rotakeep.cli.crash;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Refreshes without a pause: each of some workers goes round customers of its own, and brings in
 * again those whose token was lost.
 */
final class Load {
  private static final int WORKERS = 32;
  private static final String SCOPE = "openid offline_access api";

  private final AuthorizationServerDouble server;
  private final String provider;
  private final List<Customer> customers;
  private final Tally tally;
  private final AtomicLong refreshed = new AtomicLong();

  Load(AuthorizationServerDouble server, String provider, List<Customer> customers, Tally tally) {
    this.server = server;
    this.provider = provider;
    this.customers = customers;
    this.tally = tally;
  }

  /** Begins; each worker ends its last call once {@code goOn} says no, or the daemon is dead. */
  CompletableFuture<Void> on(Caller daemon, BooleanSupplier goOn) {
    var workers = new ArrayList<CompletableFuture<Void>>();
    for (int worker = 0; worker < WORKERS; worker++) {
      List<Customer> mine = share(worker);
      workers.add(
          CompletableFuture.runAsync(
              () -> drive(daemon, mine, goOn),
              task -> Thread.ofVirtual().name("load").start(task)));
    }
    return CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new));
  }

  /** How many refreshes were answered so far. */
  long refreshed() {
    return refreshed.get();
  }

  private List<Customer> share(int worker) {
    var mine = new ArrayList<Customer>();
    for (int i = worker; i < customers.size(); i += WORKERS) {
      mine.add(customers.get(i));
    }
    return mine;
  }

  private void drive(Caller daemon, List<Customer> mine, BooleanSupplier goOn) {
    try {
      while (goOn.getAsBoolean()) {
        for (Customer customer : mine) {
          if (goOn.getAsBoolean()) {
            serve(daemon, customer, goOn);
          }
        }
      }
    } catch (RuntimeException e) {
      if (goOn.getAsBoolean()) {
        tally.violation("a daemon that nobody had killed answered " + e);
      }
    }
  }

  /** One turn of one customer. */
  private void serve(Caller daemon, Customer customer, BooleanSupplier goOn) {
    if (customer.awaitsImport()) {
      bringIn(daemon, customer, goOn);
    } else if (customer.worthAsking(Instant.now())) {
      refresh(daemon, customer);
    } else {
      Thread.onSpinWait();
    }
  }

  private void refresh(Caller daemon, Customer customer) {
    try {
      var connection = daemon.refresh(customer.id);
      refreshed.incrementAndGet();
      tally.note(customer, customer.found(connection), connection);
      customer.told(daemon.accessTokenGeneration(customer.id));
    } catch (StatusRuntimeException e) {
      if (!customer.isInDoubt()) {
        throw e;
      }
      var connection = daemon.connection(customer.id);
      tally.note(customer, customer.found(connection), connection);
    }
  }

  /** A daemon that stops has a token's row, and rotates it no more: the next one is asked again. */
  private void bringIn(Caller daemon, Customer customer, BooleanSupplier goOn) {
    Consent consent =
        customer.consent(
            () -> server.grant(server.client(ClientKind.PUBLIC), customer.subject, SCOPE));
    ImportRefreshTokensResponse answer =
        daemon.importToken(customer, provider, consent.firstToken());
    if (answer.getResult() != ImportResult.IMPORT_RESULT_FAILED) {
      customer.imported();
    } else if (goOn.getAsBoolean()) {
      tally.violation(customer.id + " could not be brought in: " + answer);
    }
  }
}
