package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.DeleteProviderResponse;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.ListProvidersResponse;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.UpstreamRevocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON that the documentation shows is the JSON that comes; see {@link Screens}. */
class DocumentedJsonTest {
  private static final Path PAGE = Path.of("../docs/cli.md");

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token a",
        "connection list",
        "connection show a",
        "connection doctor a",
        "connection refresh --all --yes",
        "connection revoke a",
        "connection delete a",
        "provider list",
        "provider check p",
        "provider delete p",
        "operator status",
      })
  void isTheJsonThatComes(String line) throws IOException {
    answer(line);

    var printed = Run.on(daemon).of((line + " --output json").split(" ")).out();

    var page = Files.readString(PAGE);
    int start = page.indexOf("```json\n", page.indexOf("<!-- json: " + line + " -->")) + 8;
    int end = page.indexOf("```", start);
    if (Boolean.getBoolean("screens.write")) {
      Files.writeString(PAGE, page.substring(0, start) + printed + page.substring(end));
    } else {
      assertThat(page.substring(start, end)).isEqualTo(printed);
    }
  }

  private void answer(String line) {
    switch (line) {
      case "connection list" -> daemon.thenAnswers(Samples.CONNECTIONS);
      case "connection show a" -> daemon.thenAnswers(Samples.ACTIVE);
      case "connection doctor a" -> daemon.thenAnswers(Samples.DIAGNOSIS);
      case "connection refresh --all --yes" -> daemon.thenStreams(Samples.run(3));
      case "connection revoke a" ->
          daemon.thenAnswers(
              RevokeConnectionResponse.newBuilder()
                  .setConnection(Samples.ACTIVE)
                  .setUpstream(UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED)
                  .build());
      case "connection delete a" ->
          daemon.thenAnswers(
              DeleteConnectionResponse.newBuilder()
                  .setTombstoneExpireTime(Samples.at("2028-01-01T00:00:00Z"))
                  .build());
      case "provider list" ->
          daemon.thenAnswers(
              ListProvidersResponse.newBuilder().addProviders(Samples.PROVIDER).build());
      case "provider check p" -> daemon.thenStreams(Samples.FINDINGS);
      case "provider delete p" -> daemon.thenAnswers(DeleteProviderResponse.getDefaultInstance());
      case "operator status" -> daemon.thenAnswers(Samples.FAULTY);
      default ->
          daemon.thenAnswers(
              GetAccessTokenResponse.newBuilder()
                  .setAccessToken("00D…")
                  .setTokenType("Bearer")
                  .setExpireTime(Samples.at("2026-11-27T14:13:02Z"))
                  .addScopes("api")
                  .putAttributes("instance_url", "https://acme.my.salesforce.com")
                  .setTokenId("k1.7Qm0")
                  .setGeneration(412)
                  .build());
    }
  }
}
