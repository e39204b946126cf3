package io.rotakeep.cli.connection;

import com.google.protobuf.ByteString;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.InputFile;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adopts refresh tokens that exist elsewhere. */
@Command(
    name = "import",
    description = "Adopts existing refresh tokens, and rotates them so that every copy is dead.")
final class ConnectionImportCommand implements Callable<Integer> {
  private static final int LONGEST_TOKEN = 8192;
  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "ID", description = "The connection to make.")
  private String connection = "";

  @Option(
      names = "--provider",
      required = true,
      paramLabel = "NAME",
      description = "The provider that issued the tokens.")
  private String provider = "";

  @Option(
      names = "--refresh-token-file",
      paramLabel = "FILE",
      description = "Holds the refresh token of ID; - for standard input.")
  private String tokenFile = "";

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description =
          "Many: a JSON object a line, with connection, refresh_token and if need be labels,"
              + " login_host, expected_subject; - for standard input.")
  private String linesFile = "";

  @Option(
      names = "--rotate",
      paramLabel = "now|first-use",
      description = "When to spend the token first. Default: now, so that other copies die.")
  private Rotate rotate = Rotate.NOW;

  @Option(names = "--replace", description = "Take the place of another token under the same id.")
  private boolean replace;

  @Option(names = "--dry-run", description = "Check, without sending or storing a token.")
  private boolean dryRun;

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--login-host", paramLabel = "HOST", description = "Which issued the token.")
  private String loginHost = "";

  @Option(names = "--expected-subject", paramLabel = "SUBJECT", description = "Whose token it is.")
  private String expectedSubject = "";

  ConnectionImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    boolean one = !connection.isEmpty() && !tokenFile.isEmpty() && linesFile.isEmpty();
    boolean many = connection.isEmpty() && tokenFile.isEmpty() && !linesFile.isEmpty();
    if (!one && !many) {
      throw new ParameterException(
          command.commandLine(), "give either ID and --refresh-token-file, or --jsonl");
    }
    return one ? importOne() : importMany();
  }

  private int importOne() {
    var file = InputFile.of(tokenFile, session.shell().in());
    var request =
        common().toBuilder()
            .setConnection(connection)
            .setRefreshToken(tokenIn(file))
            .setRequestId(Session.requestId())
            .build();
    try (var client = session.connect();
        var _ = session.progress("importing");
        var responses =
            new ImportStream(
                ConnectionServiceGrpc.newBlockingV2Stub(client.channel()),
                List.of(request).iterator())) {
      var response = responses.next();
      if (response.hasError()) {
        throw StatusProto.toStatusRuntimeException(response.getError());
      }
      var result = MessageText.of(response.getResult());
      var state = MessageText.of(response.getState());
      session.output().message(response, "%s %s %s".formatted(connection, result, state).strip());
      if (response.hasGrantLimit()) {
        session.note("Careful: grants of the user: " + Crowd.brief(response.getGrantLimit()));
      }
      return 0;
    }
  }

  /** A line break at the end of the file is no part of the token. */
  private static ByteString tokenIn(InputFile file) {
    var content = file.bytes(LONGEST_TOKEN + 2);
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    if (end == 0) {
      throw CliFailure.invalid(file.name() + ": holds no refresh token");
    }
    var token = ByteString.copyFrom(content, 0, end);
    Arrays.fill(content, (byte) 0);
    return token;
  }

  private int importMany() {
    var lines = new ImportLines(InputFile.of(linesFile, session.shell().in()), common());
    try (var client = session.connect();
        var responses =
            new ImportStream(ConnectionServiceGrpc.newBlockingV2Stub(client.channel()), lines)) {
      return new PluralImport(session).run(responses);
    }
  }

  private ImportRefreshTokensRequest common() {
    return ImportRefreshTokensRequest.newBuilder()
        .setProvider(provider)
        .setRotate(rotate.message())
        .setReplace(replace)
        .setDryRun(dryRun)
        .putAllLabels(labels)
        .setLoginHost(loginHost)
        .setExpectedSubject(expectedSubject)
        .build();
  }
}
