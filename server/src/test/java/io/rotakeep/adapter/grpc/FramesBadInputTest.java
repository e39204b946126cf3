package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.rotakeep.testkit.corpus.Answered;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Surface;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what no proper client can send, in frames of our own making. */
final class FramesBadInputTest {
  private static BadInputBed bed;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    bed = new BadInputBed(directory);
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  static List<FrameCase> cases() {
    return Stream.of(MessageFrames.all(), HeaderFrames.all()).flatMap(List::stream).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void endsTheCallOrTheConnectionAndServesOn(FrameCase bad) throws Exception {
    BadInputBed.Remains before = bed.remains();

    Map<String, String> answer;
    try (RawHttp2 peer = new RawHttp2(bed.api.rpc.address().orElseThrow())) {
      bad.attack().on(peer);
      answer = peer.answer();
    }

    assertThat(outcome(answer)).as("%s", answer).isEqualTo(bad.answer());
    assertThat(answer.getOrDefault("grpc-message", ""))
        .hasSizeLessThan(400)
        .doesNotContain("canary", "%1B", "Exception", "io.grpc", "com.google", "java.");
    if (!bad.answer().equals(FrameCase.ACCEPTED)) {
      assertThat(bed.remains()).isEqualTo(before);
    }
    bed.servesOn();
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find()
        .check(
            Surface.FRAMES,
            cases().stream().map(one -> new Answered(one.row(), one.answer())).toList());
  }

  private static String outcome(Map<String, String> answer) {
    String status = answer.getOrDefault(":status", "200");
    if (!status.equals("200")) {
      return "HTTP " + status;
    }
    if (answer.containsKey("grpc-status")) {
      Code code = Status.fromCodeValue(Integer.parseInt(answer.get("grpc-status"))).getCode();
      return code == Code.OK ? FrameCase.ACCEPTED : code.name();
    }
    if (answer.containsKey("reset")) {
      return FrameCase.RESET;
    }
    return answer.containsKey("closed") ? FrameCase.CLOSED : "nothing";
  }
}
