package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Surface;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bad input to the API: each is refused by name, leaves no trace and harms nobody. */
final class ApiBadInputTest {
  private static BadInputBed bed;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    bed = new BadInputBed(directory);
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  static List<ApiCase> cases() {
    List<AnyMethod> methods = AnyMethod.built(bed.channel);
    assertThat(methods).hasSizeGreaterThanOrEqualTo(16);
    return Stream.of(
            IdCases.all(methods),
            ValueCases.all(),
            EnrolmentCases.all(),
            ProviderCases.all(),
            PageCases.all(methods),
            StateCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void refusesWhatIsBadAndServesOn(ApiCase bad) throws Exception {
    if (bad.code() == Code.OK) {
      bad.attack().on(bed);
    } else {
      BadInputBed.Remains before = bed.remains();

      Status answer = answer(bad);

      assertThat(io.grpc.Status.fromCodeValue(answer.getCode()).getCode()).isEqualTo(bad.code());
      assertThat(TestApi.infoOf(answer).getReason()).isEqualTo(bad.reason());
      assertNamesTheField(answer, bad.field());
      bed.assertHarmless(answer, bad.hostile());
      if (!bad.changing()) {
        assertThat(bed.remains()).isEqualTo(before);
      }
    }
    bed.servesOn();
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.API, cases().stream().map(ApiCase::answered).toList());
  }

  private static Status answer(ApiCase bad) {
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> bad.attack().on(bed));
    assertThat(error).as("was not refused").isNotNull();
    Status status = StatusProto.fromThrowable(error);
    return Objects.requireNonNull(status);
  }

  /** With a rule that says how to mend it. */
  private static void assertNamesTheField(Status answer, String field) throws Exception {
    if (field.isEmpty()) {
      return;
    }
    BadRequest.FieldViolation violation = null;
    for (Any detail : answer.getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        violation = detail.unpack(BadRequest.class).getFieldViolations(0);
      }
    }
    assertThat(violation).isNotNull();
    assertThat(violation.getField()).isEqualTo(field);
    assertThat(violation.getDescription())
        .containsPattern("\\b(required|unknown|must|may|can|needs|goes|was used)\\b");
    assertThat(answer.getMessage()).isEqualTo(field + ": " + violation.getDescription());
  }
}
