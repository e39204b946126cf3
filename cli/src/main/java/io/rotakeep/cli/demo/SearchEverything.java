package io.rotakeep.cli.demo;

import io.rotakeep.testkit.search.SecretSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Looks for every token that was ever issued in everything the daemon wrote. */
final class SearchEverything implements Step {
  @Override
  public String title() {
    return "Search data directory, journal, audit and log (TRACE) for every token ever issued";
  }

  @Override
  public StepResult perform(Stage stage) throws Exception {
    Set<String> tokens = stage.server().report().allTokensEverIssued();
    var search = new SecretSearch(tokens);
    SecretSearch.Result result = search.in(stage.directory());
    String size = "%.1f MB".formatted(result.bytes() / 1e6);
    return StepResult.done(
        List.of(
            new Claim(
                "a token that is hidden in Base64 on purpose is found",
                findsPlanted(search, tokens.iterator().next())),
            new Claim(
                "no token is found: raw, Base64, hexadecimal or URL-encoded",
                result.found().isEmpty() && result.files() > 0,
                "%d hits in %d files".formatted(result.found().size(), result.files()))),
        new Figure("tokens searched for", search.secrets()),
        new Figure("searched", size),
        new Figure("tokens found", result.found().size()));
  }

  /** A search that finds nothing proves something only if it can find. */
  private static boolean findsPlanted(SecretSearch search, String token) throws IOException {
    Path directory = Files.createTempDirectory("rotakeep-demo-planted-");
    Path file = directory.resolve("file");
    try {
      byte[] header = ("user:" + token).getBytes(StandardCharsets.UTF_8);
      Files.writeString(file, Base64.getEncoder().encodeToString(header));
      return search.in(directory).found().size() == 1;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }
}
