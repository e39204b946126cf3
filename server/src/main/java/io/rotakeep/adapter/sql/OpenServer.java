package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Supplier;

/** A database server that keeps its promises by itself: a commit is whole, and on its disk. */
record OpenServer(HikariDataSource pool) implements OpenEngine {
  @Override
  public void begin() {}

  @Override
  public <R> R change(Supplier<R> transaction) {
    return transaction.get();
  }

  @Override
  public void force() {}

  @Override
  public boolean hasFailed() {
    return false;
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public void end() {}
}
