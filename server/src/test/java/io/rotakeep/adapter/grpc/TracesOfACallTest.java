package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever a call leaves behind in logs, with everything logged that can be, no token is in it. */
final class TracesOfACallTest {
  /** Long enough to be no accident, short enough for a frame that was logged in part. */
  private static final int TELLING = 16;

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void logsEverythingThereIs() {
    root.iteratorForAppenders().forEachRemaining(usual::add);
    usual.forEach(root::detachAppender);
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void logsAsBefore() {
    root.setLevel(before);
    root.detachAppender(log);
    usual.forEach(root::addAppender);
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

    List<String> lines = logged().stream().map(TracesOfACallTest::everythingOf).toList();
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

  /** What was logged until now: threads of the daemon still log, under the lock taken here. */
  private List<ILoggingEvent> logged() {
    synchronized (log) {
      return List.copyOf(log.list);
    }
  }

  private static String everythingOf(ILoggingEvent event) {
    String thrown = event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage();
    return event.getFormattedMessage() + thrown;
  }
}
