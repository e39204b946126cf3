package io.rotakeep.core.quota;

/** Is told of callers who ask too much. Never blocks, never throws; thread-safe. */
public interface QuotaObserver {
  /** Where nobody is told. */
  QuotaObserver NOBODY =
      new QuotaObserver() {
        @Override
        public void throttled(QuotaLimit limit) {}

        @Override
        public void exceeded(Excess excess) {}
      };

  /** For each call that was refused. */
  void throttled(QuotaLimit limit);

  /** Once for each caller, window and limit. */
  void exceeded(Excess excess);
}
