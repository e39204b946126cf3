package io.rotakeep.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"spiffe://example.org", "spiffe://example.org/crm", "spiffe://a-b_c.1/x/Y_z.w-1"})
  void takesSpiffeIdsAsTheyAre(String text) {
    assertThat(new CallerId.SpiffeId(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://",
        "spiffe:///crm",
        "SPIFFE://example.org/crm",
        "https://example.org/crm",
        "spiffe://Example.org/crm",
        "spiffe://example.org:8443/crm",
        "spiffe://user@example.org/crm",
        "spiffe://example.org/",
        "spiffe://example.org/crm/",
        "spiffe://example.org//crm",
        "spiffe://example.org/./crm",
        "spiffe://example.org/../crm",
        "spiffe://example.org/crm?x",
        "spiffe://example.org/crm#x",
        "spiffe://example.org/%63rm",
        "spiffe://example.org/crm*",
        "spiffe://example.org/kr\u00e4m",
        "spiffe://example.org/crm\n"
      })
  void refusesWhatIsNoSpiffeId(String text) {
    assertThatThrownBy(() -> new CallerId.SpiffeId(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesOversizedSpiffeIds() {
    String text = "spiffe://example.org/" + "a".repeat(2048);

    assertThatThrownBy(() -> new CallerId.SpiffeId(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.example.org", "a b", "a/b", "a:b", "\u00e4.example"})
  void refusesNamesThatNameNobody(String name) {
    assertThatThrownBy(() -> new CallerId.DnsName(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesEachKindItsOwnWay() {
    assertThat(new CallerId.DnsName("crm.example.org").text()).isEqualTo("dns:crm.example.org");
    assertThat(new CallerId.UnixUser(1000, 100).text()).isEqualTo("uid:1000");
    assertThat(new CallerId.UnixUser(-2, -2).text()).isEqualTo("uid:4294967294");
    assertThat(new CallerId.DevCaller().text()).isEqualTo("dev");
  }

  @Test
  void calledBySeveralNamesOnlyOnASocket() {
    assertThat(new CallerId.UnixUser(1000, -2).names())
        .containsExactly("uid:1000", "gid:4294967294");
    assertThat(new CallerId.DnsName("a.example").names()).containsExactly("dns:a.example");
  }

  @Test
  void mergesNothingThatDiffersInCase() {
    Caller upper = new Caller(new CallerId.DnsName("CRM.example.org"));
    Caller lower = new Caller(new CallerId.DnsName("crm.example.org"));

    assertThat(upper).isNotEqualTo(lower);
    assertThat(lower)
        .isEqualTo(new Caller(new CallerId.DnsName("crm.example.org")))
        .hasSameHashCodeAs(new Caller(new CallerId.DnsName("crm.example.org")))
        .hasToString("dns:crm.example.org");
  }
}
