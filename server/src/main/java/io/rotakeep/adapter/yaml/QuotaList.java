package io.rotakeep.adapter.yaml;

import io.rotakeep.core.caller.CallerPattern;
import io.rotakeep.core.quota.Quota;
import java.util.ArrayList;
import java.util.List;

/** Reads the key {@code quotas}. */
final class QuotaList {
  private static final Key.Required<List<String>> CALLERS =
      Key.required(
          "callers",
          Kind.listOf(Kind.TEXT.then(it -> PolicyList.checked(it, text -> CallerPattern.of(text)))),
          "[spiffe://example.org/crm]",
          "Whose, as in policies. Each caller of a pattern has a budget of its own.");

  private static final Key.Omissible<Integer> REQUESTS =
      Key.omissible(
          "requests_per_second",
          Kind.whole(1).then(it -> within(it, Quota.MOST_REQUESTS)),
          "500",
          "Calls of any method, with as many at once as one second allows.");

  private static final Key.Omissible<Integer> TOKENS =
      Key.omissible(
          "tokens_per_hour",
          Kind.whole(1).then(it -> within(it, Integer.MAX_VALUE)),
          "100000",
          "Access tokens handed out, by calls and watches.");

  private static final Key.Omissible<Integer> CONNECTIONS =
      Key.omissible(
          "distinct_connections_per_hour",
          Kind.whole(1).then(it -> within(it, Quota.MOST_CONNECTIONS)),
          "1000",
          "Different connections whose tokens are asked for.");

  private static final Keys QUOTA = Keys.of(CALLERS, REQUESTS, TOKENS, CONNECTIONS);

  static final Key.Omissible<List<Quota>> QUOTAS =
      Key.omissible(
          "quotas",
          Kind.listOf(Kind.section(QUOTA)).then(QuotaList::read),
          "[{callers: [spiffe://example.org/crm], requests_per_second: 500,"
              + " tokens_per_hour: 100000, distinct_connections_per_hour: 1000}]",
          "How much a caller may ask. Beyond it calls are refused for a while and an incident is"
              + " opened. Where several fit a caller, the least of each counts. Default: no"
              + " limit.");

  private QuotaList() {}

  private static List<Quota> read(Setting list) {
    List<Quota> quotas = new ArrayList<>();
    for (Setting item : list.items()) {
      Section section = item.section(QUOTA);
      section.require(CALLERS);
      Quota quota =
          new Quota(
              section.get(CALLERS),
              section.find(REQUESTS).orElse(Quota.NO_LIMIT),
              section.find(TOKENS).orElse(Quota.NO_LIMIT),
              section.find(CONNECTIONS).orElse(Quota.NO_LIMIT));
      if (quota.isWithoutLimit()) {
        throw item.refused(
            "limits nothing; write requests_per_second, tokens_per_hour or"
                + " distinct_connections_per_hour");
      }
      quotas.add(quota);
    }
    return quotas;
  }

  private static int within(Setting setting, int most) {
    int number = setting.number();
    if (number < 1 || number > most) {
      throw setting.refused("must be 1 to " + most);
    }
    return number;
  }
}
