package io.rotakeep.cli.session;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.terminal.LiveScreen;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.cli.text.RelativeTime;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.client.Advice;
import io.rotakeep.client.RotakeepException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks at something again and again until it is interrupted. Asks instead of listening to the
 * daemon's stream of tokens: who watches states needs no tokens in this process.
 *
 * @param <M> what is looked at, under the name that stays when it changes
 */
public final class Watch<M extends Message> {
  /** The exit code of a process that Ctrl-C has ended. */
  public static final int INTERRUPTED = 130;

  private final Session session;
  private final Subject<M> subject;
  private final Map<String, M> known = new HashMap<>();

  public Watch(Session session, Subject<M> subject) {
    this.session = session;
    this.subject = subject;
  }

  /** Returns when the process is told to end, or nobody reads any more. */
  public int run(WatchOption option) {
    var interval = option.interval();
    try {
      return session.canRedraw() ? draw(interval) : tell(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
  }

  private int draw(Duration interval) throws InterruptedException {
    var out = session.shell().out();
    try (var screen = new LiveScreen(out);
        var _ = session.shell().interrupts().during(screen::close)) {
      var silentSince = Instant.MAX;
      Map<String, M> seen = Map.of();
      while (!out.checkError()) {
        var now = session.shell().clock().instant();
        try {
          seen = subject.look();
          silentSince = Instant.MAX;
        } catch (StatusRuntimeException e) {
          demandPassing(e);
          silentSince = silentSince.isBefore(now) ? silentSince : now;
        }
        var layout = session.layout();
        screen.show(
            subject.picture(seen, layout),
            footer(interval, silentSince, now, layout),
            session.shell().terminal().tty().size().rows());
        session.shell().pause().sleep(interval);
      }
      return 0;
    }
  }

  private static String footer(Duration interval, Instant silentSince, Instant now, Layout layout) {
    if (!silentSince.equals(Instant.MAX)) {
      var length = RelativeTime.length(Duration.between(silentSince, now));
      return layout
          .ink()
          .of(Tone.BAD, "the daemon has not answered for " + length + "; trying again");
    }
    var dot = layout.glyphs().separator();
    return layout
        .ink()
        .of(
            Tone.FAINT,
            now.truncatedTo(ChronoUnit.SECONDS)
                + dot
                + "every "
                + RelativeTime.length(interval)
                + dot
                + "Ctrl-C ends");
  }

  /** What will pass is waited for. */
  private static void demandPassing(StatusRuntimeException e) {
    var advice = RotakeepException.from(e).advice();
    if (advice != Advice.RETRY && advice != Advice.WAIT) {
      throw e;
    }
  }

  private int tell(Duration interval) throws InterruptedException {
    while (!session.shell().out().checkError()) {
      try {
        tellChanges(subject.look());
      } catch (StatusRuntimeException e) {
        demandPassing(e);
      }
      session.shell().pause().sleep(interval);
    }
    return 0;
  }

  private void tellChanges(Map<String, M> seen) {
    var out = session.shell().out();
    var now = session.shell().clock().instant().truncatedTo(ChronoUnit.SECONDS);
    seen.forEach(
        (name, current) -> {
          if (!current.equals(known.put(name, current))) {
            out.println(
                session.json() ? Output.line(current) : now + "  " + line(subject.cells(current)));
          }
        });
    for (var name : List.copyOf(known.keySet())) {
      if (!seen.containsKey(name)) {
        known.remove(name);
        out.println(
            session.json() ? "{\"removed\":\"" + name + "\"}" : now + "  " + name + "  removed");
      }
    }
    out.flush();
  }

  /** A dash stands for what is empty, so that the others keep their place. */
  private static String line(List<Cell> cells) {
    return cells.stream()
        .map(cell -> cell.brief(Layout.PLAIN))
        .map(text -> text.isEmpty() ? "-" : text)
        .collect(Collectors.joining("  "));
  }

  /** What is looked at. */
  public interface Subject<M extends Message> {
    /** As it is now, in the order in which it is shown. */
    Map<String, M> look();

    /** For a terminal. */
    List<String> picture(Map<String, M> seen, Layout layout);

    /** For a line of one change. */
    List<Cell> cells(M one);
  }
}
