package io.rotakeep.bench;

import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Table;

/** Those that were measured in turns, each beside the bare echo. */
final class HitTable {
  private final Contender echo;
  private final Table table;

  HitTable(String title, Contender echo) {
    this.echo = echo;
    this.table =
        new Table(
            title,
            "",
            "calls/s",
            "of echo",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "server B/call",
            "client B/call",
            "server us/call",
            "client us/call");
    row("bare echo", echo);
  }

  void row(String name, Contender who) {
    table.row(
        name,
        Numbers.whole(who.perSecond()),
        who == echo ? "" : Numbers.ratio(who.ratioTo(echo)),
        Numbers.exact(who.paced(Figures::p50).median()),
        Numbers.exact(who.paced(Figures::p99)),
        Numbers.exact(who.paced(Figures::p999).median()),
        Numbers.whole(who.serverBytes()),
        Numbers.whole(who.each(round -> round.each().clientBytes()).median()),
        Numbers.exact(who.each(round -> round.each().serverMicros()).median()),
        Numbers.exact(who.each(round -> round.each().clientMicros()).median()));
  }

  Table table() {
    return table;
  }
}
