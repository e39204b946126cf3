package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are well-formed and inconvenient. */
final class OddCallsTest {
  private BadInputBed bed;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    bed = new BadInputBed(directory);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void answersMoreImportsThanMayWaitInTheirOrder() throws Exception {
    List<ImportRefreshTokensRequest> requests = new ArrayList<>();
    for (long line = 1; line <= 33; line++) {
      requests.add(bed.api.granted("many/" + line, BadInputBed.PROVIDER).setLine(line).build());
    }
    bed.api.server.behaviour().tokenPace().hold();
    CompletableFuture<List<ImportRefreshTokensResponse>> answers =
        CompletableFuture.supplyAsync(() -> exchanged(requests));
    bed.api.server.behaviour().tokenPace().awaitHeld(1, Duration.ofSeconds(20));
    bed.servesOn();
    bed.api.server.behaviour().tokenPace().release();

    assertThat(answers.get(60, TimeUnit.SECONDS))
        .noneMatch(ImportRefreshTokensResponse::hasError)
        .extracting(ImportRefreshTokensResponse::getLine)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 33).boxed().toList());
  }

  @Test
  void takesADeadlineInAYearForItsOwnLongest() {
    assertThat(
            bed.tokens()
                .withDeadlineAfter(365, TimeUnit.DAYS)
                .getAccessToken(BadInputBed.asking(BadInputBed.TAKEN))
                .getAccessToken())
        .isNotEmpty();
  }

  private List<ImportRefreshTokensResponse> exchanged(List<ImportRefreshTokensRequest> requests) {
    try {
      return bed.api.exchange(requests);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
