package io.rotakeep.core.caller;

import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether a caller may bring a connection in, and which labels they may give. A label by which a
 * policy goes is a right of whoever that policy names, so it is given and taken by who runs the
 * daemon, and not by whoever may label otherwise.
 *
 * @param caller who brings in or labels
 */
public record LabelRights(Policies policies, Caller caller) {

  /**
   * Whether the id may become a connection of this caller's making. By the id alone: there are no
   * labels yet. Who only sends people to consent again brings nothing in.
   */
  public boolean mayBringIn(String connectionId) {
    return policies.permits(caller, Role.ENROLLER, connectionId)
        || policies.permits(caller, Role.OPERATOR, connectionId);
  }

  /**
   * For a connection that comes in with its labels: they may be any, as long as the caller wins
   * nothing by them that the id alone would not give.
   *
   * @throws GuardedLabelException if it would
   */
  public void requireToCreate(String connectionId, Map<String, String> labels) {
    if (policies.permitsEverywhere(caller, Role.OPERATOR)) {
      return;
    }
    for (Role role : Role.values()) {
      if (policies.permits(caller, role, connectionId, labels)
          && !policies.permits(caller, role, connectionId)) {
        throw new GuardedLabelException(
            labels.keySet().stream().filter(policies::guards).sorted().findFirst().orElse(""));
      }
    }
  }

  /**
   * @throws GuardedLabelException if a label by which a policy goes would be given, changed or
   *     taken
   */
  public void requireToChange(Map<String, String> before, Map<String, String> after) {
    if (policies.permitsEverywhere(caller, Role.OPERATOR)) {
      return;
    }
    for (String key :
        new TreeSet<>(Stream.concat(before.keySet().stream(), after.keySet().stream()).toList())) {
      if (policies.guards(key) && !Objects.equals(before.get(key), after.get(key))) {
        throw new GuardedLabelException(key);
      }
    }
  }

  /** Whether a policy goes by it. */
  public boolean isGuarded(String label) {
    return policies.guards(label);
  }
}
