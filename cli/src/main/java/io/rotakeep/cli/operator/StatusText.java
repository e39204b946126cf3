package io.rotakeep.cli.operator;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Fields;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemStatus;
import java.util.stream.Collectors;

/** How a daemon is, in the order in which somebody worried looks for it. */
final class StatusText {
  private StatusText() {}

  static Fields of(SystemStatus status) {
    var fields = new Fields().add("version", Cell.of(status.getVersion()));
    fields
        .add("node", Cell.of(status.getNode()))
        .add("initialized", truth(status.getInitialized(), Tone.GOOD, Tone.BAD))
        .add("sealed", truth(status.getSealed(), Tone.BAD, Tone.GOOD))
        .add("seal_type", Cell.of(status.getSealType()))
        .add("shares", shares(status))
        .add("start_time", Cell.of(status.getStartTime()))
        .add("store_id", Cell.of(status.getStoreId()))
        .add("key_term", status.getKeyTerm() == 0 ? Cell.of("") : Cell.of(status.getKeyTerm()))
        .add("rewrap", rewrap(status))
        .add("last_backup_time", lastBackup(status))
        .add("connections", connections(status))
        .add("attempts_in_doubt", alarming(status.getAttemptsInDoubt()))
        .add("open_incidents", alarming(status.getOpenIncidents()))
        .add("dev", truth(status.getDev(), Tone.CAUTION, Tone.PLAIN));
    if (status.getFaultsCount() == 0) {
      fields.add("faults", Cell.of("none", Tone.GOOD));
    }
    status.getFaultsList().forEach(fault -> add(fields, fault));
    return fields;
  }

  private static void add(Fields fields, Fault fault) {
    fields
        .add("fault", Cell.of(fault.getPart() + ": " + fault.getDetail(), Tone.BAD))
        .add("  since", Cell.of(fault.getSince()))
        .add("  next step", Cell.of(fault.getNextStep(), Tone.STRONG));
  }

  /** How many records have come under the newest key term; empty if none is under way. */
  private static Cell rewrap(SystemStatus status) {
    var rewrap = status.getRewrap();
    return status.hasRewrap()
        ? Cell.of(rewrap.getDone() + " of " + rewrap.getTotal() + " records")
        : Cell.of("");
  }

  /** Nobody is told while it is sealed. */
  private static Cell lastBackup(SystemStatus status) {
    boolean silent = status.getSealed() || status.hasLastBackupTime();
    return silent ? Cell.of(status.getLastBackupTime()) : Cell.of("none is known");
  }

  /** Nothing unless people are on their way to unseal it. */
  private static Cell shares(SystemStatus status) {
    int needed = status.getSharesNeeded();
    return needed == 0
        ? Cell.of("")
        : Cell.of(status.getSharesReceived() + " of " + needed, Tone.CAUTION);
  }

  /** How many there are, and in which states. */
  static Cell connections(SystemStatus status) {
    var states =
        status.getConnectionsList().stream()
            .filter(state -> state.getCount() > 0)
            .map(state -> state.getCount() + " " + MessageText.of(state.getState()))
            .collect(Collectors.joining(", "));
    long all = status.getConnectionsList().stream().mapToLong(StateCount::getCount).sum();
    return Cell.of(all + (states.isEmpty() ? "" : ": " + states));
  }

  private static Cell truth(boolean value, Tone ifTrue, Tone ifFalse) {
    return Cell.of(Boolean.toString(value), value ? ifTrue : ifFalse);
  }

  private static Cell alarming(long count) {
    return Cell.of(Long.toString(count), count > 0 ? Tone.CAUTION : Tone.PLAIN);
  }
}
