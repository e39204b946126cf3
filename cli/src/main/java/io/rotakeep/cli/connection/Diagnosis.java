package io.rotakeep.cli.connection;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Fields;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.cli.text.Output;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.RefreshOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A diagnosis on one screen: the state, what to do, then what it was judged by. */
final class Diagnosis {
  private static final int SHOWN_OUTCOMES = 8;
  private static final long SOON_DAYS = 7;
  private static final Columns<RefreshOutcome> OUTCOMES =
      Columns.of("REFRESHED", (RefreshOutcome one) -> Cell.of(one.getTime()))
          .with("RESULT", one -> Cell.of(one.getResult()))
          .with("GEN", one -> Cell.of(one.getGeneration()), Trait.RIGHT, Trait.DISPENSABLE)
          .with("HTTP", one -> numberOrNothing(one.getHttpStatus()), Trait.ONLY_IF_FILLED)
          .with("ERROR", one -> Cell.of(one.getErrorCode()), Trait.ONLY_IF_FILLED)
          .with("DETAIL", one -> Cell.of(one.getDetail()), Trait.ONLY_IF_FILLED, Trait.SHRINKS);

  private final DiagnoseConnectionResponse diagnosis;
  private final Connection connection;

  Diagnosis(DiagnoseConnectionResponse diagnosis) {
    this.diagnosis = diagnosis;
    this.connection = diagnosis.getConnection();
  }

  List<String> lines(Layout layout) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(layout));
    lines.add("");
    lines.addAll(urgent().lines(layout));
    lines.add("");
    lines.addAll(facts().lines(layout));
    if (diagnosis.getRecentOutcomesCount() > 0) {
      var newest = diagnosis.getRecentOutcomesList().stream().limit(SHOWN_OUTCOMES).iterator();
      lines.add("");
      lines.addAll(Output.table(newest, OUTCOMES, layout));
    }
    return lines;
  }

  private String headline(Layout layout) {
    var state = Cell.of(connection.getState());
    var words = new StringBuilder();
    words.append(layout.ink().of(Tone.STRONG, Cell.of(connection.getId()).brief(layout)));
    words.append("  ").append(layout.ink().of(state.shade(), state.brief(layout)));
    var reason = MessageText.of(connection.getReason());
    words.append(reason.isEmpty() ? "" : "  " + reason);
    var since = Cell.of(connection.getStateTime()).full(layout);
    return words.append(since.isEmpty() ? "" : "  since " + since).toString();
  }

  private Fields urgent() {
    var urgent = new Fields().add("what", Cell.of(diagnosis.getExplanation()));
    urgent.add("next step", Cell.of(nextStep(), Tone.STRONG));
    commands().forEach(command -> urgent.add("", Cell.of(command, Tone.NEWS)));
    return urgent;
  }

  private String nextStep() {
    return diagnosis.getNextStep().isEmpty() ? "nothing" : diagnosis.getNextStep();
  }

  /** What to type, for those steps that this program can do. */
  private List<String> commands() {
    var id = connection.getId();
    return switch (connection.getState()) {
      case CONNECTION_STATE_PENDING_AUTHORIZATION,
          CONNECTION_STATE_REAUTHORIZATION_REQUIRED,
          CONNECTION_STATE_REVOKED ->
          List.of("rotakeep connection authorize " + id);
      case CONNECTION_STATE_QUARANTINED ->
          List.of(
              "rotakeep connection authorize " + id,
              "rotakeep connection reinstate " + id + " --comment \"why it is safe\"");
      case CONNECTION_STATE_IN_DOUBT -> List.of("rotakeep connection show " + id + " --watch");
      case CONNECTION_STATE_ACTIVE, CONNECTION_STATE_UNSPECIFIED, UNRECOGNIZED -> List.of();
    };
  }

  private Fields facts() {
    return new Fields()
        .add("access token", accessToken())
        .add("refresh token", refreshToken())
        .add(
            "grant",
            lifetime(
                diagnosis.hasDaysToAbsoluteExpiry(), diagnosis.getDaysToAbsoluteExpiry(), "of age"))
        .add("refreshes", refreshes())
        .add("hold", hold())
        .add("revocation", Cell.of(diagnosis.getUpstreamRevocation()))
        .add("provider", provider())
        .add("subject", Cell.of(connection.getSubject()))
        .add("incidents", Cell.of(String.join(", ", diagnosis.getOpenIncidentsList()), Tone.BAD))
        .add("siblings", Cell.of(String.join(", ", diagnosis.getSiblingsList())))
        .add(
            "store",
            Cell.of(
                diagnosis.getStoreDistrusted() ? "taken for a copy: nothing is served" : "",
                Tone.BAD));
  }

  private Cell accessToken() {
    if (diagnosis.hasHold() || diagnosis.getStoreDistrusted()) {
      return Cell.of("nothing is served", Tone.BAD);
    }
    if (!diagnosis.getServing()) {
      return Cell.of("callers get none without a refresh", Tone.CAUTION);
    }
    var left = Duration.ofSeconds(diagnosis.getAccessTokenLeft().getSeconds());
    return Cell.of("served, lives " + DurationText.print(left) + " more", Tone.GOOD);
  }

  private Cell refreshToken() {
    return connection.getGeneration() == 0
        ? Cell.of("none yet")
        : lifetimeOf(
            "generation " + connection.getGeneration() + ", ",
            diagnosis.hasDaysToIdleExpiry(),
            diagnosis.getDaysToIdleExpiry(),
            "of disuse");
  }

  private static Cell lifetime(boolean limited, long days, String cause) {
    return limited ? lifetimeOf("", true, days, cause) : Cell.of("");
  }

  private static Cell lifetimeOf(String before, boolean limited, long days, String cause) {
    if (!limited) {
      return Cell.of(before + "no limit " + cause);
    }
    if (days < 0) {
      return Cell.of(before + "died " + cause + " " + count(-days) + " ago", Tone.BAD);
    }
    return Cell.of(
        before + "dies " + cause + (days == 0 ? " today" : " in " + count(days)),
        days <= SOON_DAYS ? Tone.CAUTION : Tone.PLAIN);
  }

  private static String count(long days) {
    return days == 1 ? "1 day" : days + " days";
  }

  private Cell refreshes() {
    if (diagnosis.hasRefreshWait()) {
      var wait = diagnosis.getRefreshWait();
      return Cell.of(
          "put off until %s (%s)".formatted(MessageText.of(wait.getUntil()), wait.getReason()),
          Tone.CAUTION);
    }
    return Cell.of(diagnosis.getAttemptOpen() ? "one is under way" : "", Tone.CAUTION);
  }

  private Cell hold() {
    if (!diagnosis.hasHold()) {
      return Cell.of("");
    }
    var hold = diagnosis.getHold();
    var beneath = MessageText.of(hold.getStateBeneath());
    return Cell.of(
        "%s since %s; without it %s%s"
            .formatted(
                MessageText.of(hold.getState()),
                MessageText.of(hold.getTime()),
                beneath.isEmpty() ? "unknown" : beneath,
                hold.getDurable() ? "" : "; NOT ON DISK, place it again"),
        hold.getDurable() ? Tone.PLAIN : Tone.BAD);
  }

  private Cell provider() {
    var rotation = MessageText.of(diagnosis.getRotation().getRotationClass());
    var radius = MessageText.of(diagnosis.getRotation().getBlastRadius());
    return Cell.of(
        connection.getProvider()
            + (rotation.isEmpty() ? "" : ", rotation " + rotation)
            + (radius.isEmpty() ? "" : ", a replay costs the " + radius));
  }

  private static Cell numberOrNothing(int number) {
    return number == 0 ? Cell.of("") : Cell.of(number);
  }
}
