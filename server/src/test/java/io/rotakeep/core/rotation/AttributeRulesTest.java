package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an attribute may send callers and their token: the sample allows *.my.example.com. */
class AttributeRulesTest {
  private static final Provider PROVIDER = SampleProviders.of(new RotationClass.Family());
  private static final Grant GRANT = Samples.grant("acme/one", 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://eu.my.example.com",
        "https://EU.my.example.com/services",
        "https://login.example.com/id/1",
        "00D5g000004",
        "a/b"
      })
  void allowedHostsTheTokensOwnAndWhatIsNoAddress(String value) {
    assertThat(AttributeRules.strangeHost(PROVIDER, GRANT, Map.of("instance_url", value)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.net",
        "//evil.example.net/x",
        "//eu.my.example.com/x",
        "http://eu.my.example.com",
        "ftp://eu.my.example.com",
        "https://me@eu.my.example.com",
        "https://login.example.com:8443/id/1",
        "https:///path",
        "https://not a host"
      })
  void noOtherHostNoOtherSchemeAndNothingInDisguise(String value) {
    assertThat(AttributeRules.strangeHost(PROVIDER, GRANT, Map.of("instance_url", value)))
        .contains("instance_url");
  }

  @Test
  void onlyWhatTheProviderNamesReachesCallers() {
    assertThat(AttributeRules.handedOut(PROVIDER, Map.of("instance_url", "x", "session_key", "y")))
        .containsExactly(Map.entry("instance_url", "x"));
  }
}
