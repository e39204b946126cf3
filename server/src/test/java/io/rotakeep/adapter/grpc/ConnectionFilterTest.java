package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionFilterTest {
  @Test
  void readsConditionsJoinedByAnd() {
    String text =
        "state = ACTIVE AND provider=salesforce-prod AND label.region = emea"
            + " AND label.name=\"ACME \\\"north\\\" AND co\""
            + " AND reason = LOST_RESPONSE AND idle_expire_time < 2026-05-11T00:00:00Z";

    ConnectionQuery query = ConnectionFilter.parse(text).query(10);

    assertThat(query.state()).isEqualTo("ACTIVE");
    assertThat(query.provider()).isEqualTo(new ProviderName("salesforce-prod"));
    assertThat(query.labels()).isEqualTo(Map.of("region", "emea", "name", "ACME \"north\" AND co"));
    assertThat(query.reason()).isEqualTo(Reason.LOST_RESPONSE);
    assertThat(query.idleBefore()).isEqualTo(Instant.parse("2026-05-11T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void takesNothingForEverything(String text) {
    assertThat(ConnectionFilter.parse(text).query(1)).isEqualTo(ConnectionQuery.all(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          state                                     | conditions FIELD OP VALUE
          state = ACTIVE OR state = REVOKED         | AND between two
          state = ACTIVE AND                        | conditions FIELD OP VALUE
          state = ACTIVE ANDprovider = a            | AND between two
          state = SLEEPING                          | state must be one of PENDING_AUTHORIZATION
          state = active                            | state must be one of
          state != ACTIVE                           | with = only
          reason = BORED                            | reason must be one of
          label. = a                                | may name state, reason
          owner = me                                | may name state, reason
          provider = a AND provider = b             | twice
          idle_expire_time > 2026-05-11T00:00:00Z   | < and <= only
          idle_expire_time < tomorrow               | needs a time
          provider = ../etc                         | a-z 0-9
          label.a = 'x'                             | conditions FIELD OP VALUE
          1 = 1                                     | conditions FIELD OP VALUE
          """)
  void saysWhichRuleIsBroken(String text, String rule) {
    assertThatThrownBy(() -> ConnectionFilter.parse(text))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining(rule.strip());
  }

  @Test
  void refusesAnEndlessFilter() {
    assertThatThrownBy(() -> ConnectionFilter.parse("a".repeat(1001)))
        .hasMessage("filter: must be 1000 bytes at the most");
  }

  @Test
  void keepsWatchesToWhatLasts() {
    assertThatThrownBy(() -> ConnectionFilter.parseLasting("state = ACTIVE"))
        .hasMessageContaining("provider and label.KEY only");
  }
}
