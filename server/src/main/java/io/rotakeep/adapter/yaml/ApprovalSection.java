package io.rotakeep.adapter.yaml;

/** Reads the key {@code approvals}: what one person alone may not do. */
final class ApprovalSection {
  private static final Key.Defaulted<Integer> ALL =
      Key.defaulted(
          "all",
          Kind.whole(1).then(ApprovalSection::oneOrTwo),
          "2",
          "How many people an act on all connections needs, who does it included. 1 lets everybody"
              + " with the role do it alone.");

  static final Key.Defaulted<Integer> APPROVALS =
      Key.defaulted(
          "approvals",
          Kind.mapping(Keys.of(ALL), section -> section.get(ALL)),
          "{all: 2}",
          "What needs a second person: refresh, quarantine or revoke with --all, an incident that"
              + " quarantines all, vouching for a whole store.");

  private ApprovalSection() {}

  private static int oneOrTwo(Setting setting) {
    int people = setting.number();
    if (people < 1 || people > 2) {
      throw setting.refused("must be 1 or 2");
    }
    return people;
  }
}
