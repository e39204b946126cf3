package io.rotakeep.adapter.grpc;

import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a policy of the caller {@code dev} relates to the connections of {@link #STOCK}. */
@SuppressWarnings("ImmutableEnumChecker") // every one of them is made by List.of and its like
enum Ownership {
  BY_ID(List.of("crm/a"), Map.of(), null, Set.of("crm/a")),
  BY_PATTERN(List.of("crm/*"), Map.of(), null, Set.of("crm/a", "crm/b")),
  BY_LABEL(List.of(), Map.of("team", "crm"), null, Set.of("crm/a", "erp/a")),
  BY_PATTERN_AND_LABEL(List.of("crm/**"), Map.of("team", "crm"), null, Set.of("crm/a")),
  BY_LABEL_FOR_NOW(List.of(), Map.of("team", "crm"), Ownership.LATER, Set.of("crm/a", "erp/a")),
  EVERYTHING_LABELLED(List.of("**"), Map.of("team", "crm"), null, Set.of("crm/a", "erp/a")),
  NOT_BY_ID(List.of("erp/*"), Map.of(), null, Set.of("erp/a", "erp/b")),
  NOT_BY_LABEL(List.of(), Map.of("team", "erp"), null, Set.of("crm/b")),
  NOT_BY_BOTH(List.of("erp/*"), Map.of("team", "erp"), null, Set.of()),
  EVERYTHING(List.of("**"), Map.of(), null, Set.of("crm/a", "crm/b", "erp/a", "erp/b")),
  BREAK_GLASS(List.of("**"), Map.of(), Ownership.LATER, Set.of("crm/a", "crm/b", "erp/a", "erp/b")),
  BREAK_GLASS_ENDED(List.of("**"), Map.of(), Ownership.BEFORE, Set.of()),
  ANOTHER_CALLERS(List.of("**"), Map.of(), null, Set.of());

  /** Connections and their labels, for all of the matrix. */
  static final Map<String, Map<String, String>> STOCK =
      Map.of(
          "crm/a", Map.of("team", "crm"),
          "crm/b", Map.of("team", "erp"),
          "erp/a", Map.of("team", "crm"),
          "erp/b", Map.of());

  /** The one that methods about one connection are asked for. */
  static final String ASKED = "crm/a";

  private static final String LATER = "2100-01-01T00:00:00Z";
  private static final String BEFORE = "2020-01-01T00:00:00Z";

  private final List<String> connections;
  private final Map<String, String> labels;
  private final @Nullable String end;
  private final Set<String> owned;

  Ownership(
      List<String> connections,
      Map<String, String> labels,
      @Nullable String end,
      Set<String> owned) {
    this.connections = connections;
    this.labels = labels;
    this.end = end;
    this.owned = owned;
  }

  /** Which of the stock the policy reaches. */
  Set<String> owned() {
    return owned;
  }

  boolean isEverything() {
    return this == EVERYTHING || this == BREAK_GLASS;
  }

  /** Whether the caller has the role for anything that could be. */
  boolean isAnything() {
    return this != BREAK_GLASS_ENDED && this != ANOTHER_CALLERS;
  }

  Policy policy(Role role) {
    String caller = this == ANOTHER_CALLERS ? "dns:somebody.else" : "dev";
    return new Policy(
        "cell",
        List.of(caller),
        connections,
        labels,
        Set.of(role),
        end == null ? null : Instant.parse(end));
  }
}
