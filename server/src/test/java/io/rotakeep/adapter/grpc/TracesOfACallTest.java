package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a call leaves behind in logs, with everything logged that can be, no token is in it. */
final class TracesOfACallTest {
  /** Long enough to be no accident, short enough for a frame that was logged in part. */
  private static final int TELLING = 16;

  private final EverythingLogged log = new EverythingLogged();

  @AfterEach
  void logsAsBefore() {
    log.close();
  }

  @Test
  void noLogHoldsATokenEvenAtTraceLevel(@TempDir Path directory) throws Exception {
    Set<String> issued;
    try (TestApi api = TestApi.dev(directory)) {
      api.connect("double", "crm/a");
      var _ =
          api.tokens()
              .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection("crm/a").build());
      var _ =
          api.connections()
              .refreshConnection(
                  RefreshConnectionRequest.newBuilder().setConnection("crm/a").build());
      Iterator<WatchAccessTokensResponse> stream =
          api.tokens()
              .watchAccessTokens(
                  WatchAccessTokensRequest.newBuilder().addConnections("crm/a").build());
      stream.next();
      issued = api.server.report().allTokensEverIssued();
    }

    List<String> lines = log.lines();
    assertThat(issued).hasSizeGreaterThan(4);
    assertThat(lines).as("libraries do log").hasSizeGreaterThan(100);
    for (String token : issued) {
      byte[] bytes = token.substring(0, TELLING).getBytes(StandardCharsets.US_ASCII);
      assertThat(lines)
          .noneMatch(line -> line.contains(token.substring(0, TELLING)))
          .noneMatch(line -> line.contains(HexFormat.of().formatHex(bytes)))
          .noneMatch(
              line -> line.contains(Base64.getEncoder().encodeToString(bytes).substring(0, 20)));
    }
  }
}
