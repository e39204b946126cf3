package io.rotakeep.cli;

import com.fasterxml.jackson.core.JsonFactory;
import io.rotakeep.cli.session.Session;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.TokenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints an access token. */
@Command(name = "token", description = "Prints an access token of a connection.")
final class TokenCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  @Option(
      names = "--min-validity",
      paramLabel = "DURATION",
      description = "How long it must live at least, such as 60s; else it is refreshed first.")
  private Duration minValidity = Duration.ZERO;

  @Option(
      names = "--rejected-token-id",
      paramLabel = "TOKEN_ID",
      description = "The token that an API answered with 401, to be replaced if still the newest.")
  private String rejectedTokenId = "";

  TokenCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    try (var client = session.connect()) {
      var token =
          client.accessToken(
              TokenRequest.of(connection).withMinValidity(minValidity).rejecting(rejectedTokenId));
      session.shell().out().println(session.json() ? json(token) : token.value());
      session.shell().out().flush();
      return 0;
    }
  }

  private static String json(AccessToken token) throws IOException {
    var text = new java.io.StringWriter();
    try (var json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("token", token.value());
      json.writeStringField("type", token.type());
      json.writeStringField("expire_time", token.expiry().toString());
      json.writeArrayFieldStart("scopes");
      for (var scope : token.scopes()) {
        json.writeString(scope);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("attributes");
      for (var attribute : token.attributes().entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      json.writeEndObject();
      json.writeStringField("token_id", token.tokenId());
      json.writeNumberField("generation", token.generation());
      json.writeEndObject();
    }
    return text.toString();
  }
}
