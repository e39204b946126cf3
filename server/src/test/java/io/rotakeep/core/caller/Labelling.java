package io.rotakeep.core.caller;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Who brings in and labels in tests that are not about who may. */
public final class Labelling {
  private Labelling() {}

  /** No policy goes by labels, so nobody is kept from giving any. */
  public static LabelRights ofAnybody(InstantSource clock) {
    return of(new CallerId.DnsName("tester"), clock);
  }

  public static LabelRights of(CallerId labeller, InstantSource clock) {
    Policy any = new Policy("any", labeller.names(), List.of("**"), Set.of(Role.ENROLLER), null);
    return new LabelRights(new Policies(List.of(any), clock), new Caller(labeller));
  }
}
