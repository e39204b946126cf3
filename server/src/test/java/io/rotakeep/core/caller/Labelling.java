package io.rotakeep.core.caller;

import java.time.InstantSource;
import java.util.List;

/** Who labels in tests that are not about who may. */
public final class Labelling {
  private Labelling() {}

  /** No policy goes by labels, so nobody is kept from giving any. */
  public static LabelRights ofAnybody(InstantSource clock) {
    return of(new CallerId.DnsName("tester"), clock);
  }

  public static LabelRights of(CallerId labeller, InstantSource clock) {
    return new LabelRights(new Policies(List.of(), clock), new Caller(labeller));
  }
}
