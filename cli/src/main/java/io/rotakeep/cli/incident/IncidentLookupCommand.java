package io.rotakeep.cli.incident;

import com.google.protobuf.ByteString;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.InputFile;
import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.LookupFingerprintResponse;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells whose a token is that was found somewhere. */
@Command(
    name = "lookup",
    description =
        "Reads a refresh token that was found somewhere from standard input, and tells whose it is."
            + " It is compared by its keyed fingerprint: not kept, not sent on, not printed.")
final class IncidentLookupCommand implements Callable<Integer> {
  private static final int LONGEST_TOKEN = 8192;

  private final Session session;

  IncidentLookupCommand(Session session) {
    this.session = session;
  }

  /** 0 if it is ours, 1 if not. */
  @Override
  public Integer call() {
    if (session.shell().interactive()) {
      throw CliFailure.invalid(
          "standard input: is a terminal, which would show the token; use: rotakeep incident lookup"
              + " < FILE");
    }
    try (var client = session.connect()) {
      var found =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .lookupFingerprint(LookupFingerprintRequest.newBuilder().setToken(token()).build());
      session.output().message(found, sentence(found));
      return found.getFound() ? 0 : 1;
    }
  }

  private ByteString token() {
    var content = InputFile.of("-", session.shell().in()).bytes(LONGEST_TOKEN + 2);
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    if (end == 0) {
      throw CliFailure.invalid("standard input: holds no token");
    }
    var token = ByteString.copyFrom(content, 0, end);
    Arrays.fill(content, (byte) 0);
    return token;
  }

  private static String sentence(LookupFingerprintResponse found) {
    if (!found.getFound()) {
      return "not a refresh token of any connection here";
    }
    var incident = found.getIncident();
    return "refresh token of %s, generation %d, %s%s"
        .formatted(
            found.getConnection(),
            found.getGeneration(),
            found.getRetired() ? "replaced since" : "THE NEWEST: quarantine the connection",
            incident.isEmpty() ? "" : "; see " + incident);
  }
}
