package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.ConnectionServiceProto;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceProto;
import io.rotakeep.v1.SystemServiceProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows that concern what this version does not have, each with a look at whether that is still
 * so. When a feature appears its case here fails: its row then moves to the surface that it has.
 */
final class LaterBadInputTest {
  private static TestApi api;

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    api = TestApi.dev(Files.createDirectories(directory.resolve("api")));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static List<BadInput> rows() {
    return List.of(
        absent(Row.B44, "no PostgreSQL store", () -> refused("store: {type: postgresql, url: x}")),
        absent(Row.B59, "no DPoP, neither asked for nor answered", () -> unmentioned("dpop")),
        absent(Row.B60, "no client assertions", LaterBadInputTest::noAssertions));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isStillNotPartOfThisVersion(BadInput row) throws Exception {
    assertThat(row.attack().answer()).as("it is built: move its row").isEqualTo("absent");
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.LATER, rows().stream().map(BadInput::answered).toList());
  }

  private static BadInput absent(Row row, String reason, BadInput.Attack look) {
    return new BadInput(row, reason, reason, look);
  }

  private static String refused(String setting) throws Exception {
    Path certificate = Files.writeString(directory.resolve("c.pem"), "");
    String tls = "{cert: %1$s, key: %1$s, client_ca: %1$s}".formatted(certificate);
    String file =
        Stream.of(
                "data_dir: " + directory.resolve("data"),
                "listen: {grpc: {tls: " + tls + "}}",
                "seal: {type: key-file, path: k}",
                "audit: [{type: file, path: a}]",
                "policies: [{name: a, callers: [dev], connections: ['**'], roles: [reader]}]",
                setting)
            .reduce("", (all, line) -> all + line + "\n");
    Path written = Files.writeString(directory.resolve("rotakeep.yaml"), file);
    RuntimeException error =
        catchThrowableOfType(RuntimeException.class, () -> DaemonFile.read(written));
    return String.valueOf(error).contains("not in this version") ? "absent" : "" + error;
  }

  private static String noAssertions() {
    Provider.Builder provider = api.description("later");
    provider
        .getClientBuilder()
        .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL)
        .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_PRIVATE_KEY_JWT);
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                api.providers()
                    .apply(ApplyProviderRequest.newBuilder().setProvider(provider).build()));
    return String.valueOf(error).contains("in this version") ? "absent" : "" + error;
  }

  private static String unmentioned(String word) {
    return Stream.of(
                SystemServiceProto.getDescriptor(),
                ProviderServiceProto.getDescriptor(),
                ConnectionServiceProto.getDescriptor())
            .flatMap(LaterBadInputTest::fields)
            .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains(word))
        ? "absent"
        : "mentioned";
  }

  private static Stream<String> fields(FileDescriptor file) {
    Stream<MethodDescriptor> methods =
        file.getServices().stream().flatMap(service -> service.getMethods().stream());
    Stream<String> asked =
        methods.flatMap(method -> method.getInputType().getFields().stream()).map(f -> f.getName());
    return Stream.concat(
        asked, Provider.getDescriptor().getFields().stream().map(field -> field.getName()));
  }
}
