package io.rotakeep.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.EgressCheck.Outlook;
import io.rotakeep.core.oauth.EgressCheck.View;
import io.rotakeep.core.probe.Finding.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EgressJudgeTest {
  private static final List<String> HERE = List.of("10.1.2.3");
  private static final DeclaredEgress DECLARED = DeclaredEgress.of(List.of("203.0.113.7"), false);

  @Test
  void theWayOutIsNamedAndNeverClaimedToBeWhatTheServerSees() {
    Finding found = judge(View.UNDECLARED, HERE, List.of());

    assertThat(found.result()).isEqualTo(Result.UNKNOWN);
    assertThat(found.detail()).contains("10.1.2.3 on this machine").contains("NAT");
    assertThat(found.nextStep()).contains("egress.addresses");
  }

  @Test
  void aWayOutByADeclaredAddressIsAsItShouldBe() {
    Finding found = judge(View.COMPARED, List.of("203.0.113.7"), List.of());

    assertThat(found.result()).isEqualTo(Result.PASSED);
    assertThat(found.detail()).contains("203.0.113.7 on this machine, as egress.addresses");
  }

  @Test
  void aWayOutByAnotherAddressNamesBoth() {
    Finding found = judge(View.COMPARED, List.of(), HERE);

    assertThat(found.result()).isEqualTo(Result.FAILED);
    assertThat(found.detail()).contains("would have left from 10.1.2.3").contains("(203.0.113.7)");
    assertThat(found.nextStep()).isNotEmpty();
  }

  @Test
  void whatCannotBeSeenIsSaid() {
    Finding translated = judge(View.TRANSLATED, HERE, List.of());
    Finding proxied = judge(View.PROXIED, HERE, List.of());

    assertThat(translated.result()).isEqualTo(Result.UNKNOWN);
    assertThat(translated.detail()).contains("(203.0.113.7)").contains("address translation");
    assertThat(proxied.result()).isEqualTo(Result.UNKNOWN);
    assertThat(proxied.detail()).contains("by the proxy").contains("203.0.113.7");
  }

  private static Finding judge(View view, List<String> local, List<String> undeclared) {
    return EgressJudge.judge(local, undeclared, new Outlook(view, DECLARED));
  }
}
