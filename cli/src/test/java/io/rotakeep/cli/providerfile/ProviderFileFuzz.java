package io.rotakeep.cli.providerfile;

import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.testkit.fuzz.Trial;
import io.rotakeep.v1.ApplyProviderRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whatever a provider file holds is a provider to apply, or a refusal in one line that names its
 * place and nothing of the secrets that it points to.
 */
public final class ProviderFileFuzz {
  private static final Path HERE = here();
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SECRET", Trial.CANARY, "EMPTY", "", "BLANK", "\n");
  private static final Pattern PLACE = Pattern.compile("p\\.yaml:([1-9]\\d*:[1-9]\\d*:)? .*");

  private ProviderFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, bytes -> read(new String(bytes, StandardCharsets.UTF_8)));
  }

  private static void read(String text) {
    ProviderFile file;
    try {
      file = ProviderFile.read("p.yaml", text, HERE, ENVIRONMENT);
    } catch (RefusedFileException e) {
      requirePlace(text, String.valueOf(e.getMessage()));
      return;
    }
    ApplyProviderRequest request = file.request();
    if (request.getProvider().getName().isEmpty() || request.getSecretsCount() > 2) {
      throw new AssertionError("a provider without a name, or with too many secrets");
    }
    String settings = request.getProvider().toBuilder().clearTls().build().toString();
    if (settings.contains(Trial.CANARY) && !text.contains(Trial.CANARY)) {
      throw new AssertionError("a secret stands among the settings");
    }
    requirePlace(text, file.locate("provider.client.id", "is wrong"));
  }

  /** Where a secret and authorities are. */
  private static Path here() {
    try {
      Path here = Files.createTempDirectory("provider-file-fuzz");
      here.toFile().deleteOnExit();
      Files.writeString(here.resolve("secret"), Trial.CANARY).toFile().deleteOnExit();
      Files.writeString(here.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----")
          .toFile()
          .deleteOnExit();
      return here;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys are called anything, and files; else what is secret would not be said. */
  private static void requirePlace(String text, String message) {
    if (text.contains(Trial.CANARY)) {
      Trial.checkLine(message);
    } else {
      Trial.check(message);
    }
    if (!PLACE.matcher(message).matches()) {
      throw new AssertionError("a refusal without a place");
    }
  }
}
