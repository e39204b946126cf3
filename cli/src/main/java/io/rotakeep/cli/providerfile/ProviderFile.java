package io.rotakeep.cli.providerfile;

import com.google.protobuf.FieldMask;
import io.rotakeep.adapter.yaml.Node;
import io.rotakeep.adapter.yaml.Place;
import io.rotakeep.adapter.yaml.ProviderKeys;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.adapter.yaml.YamlReader;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.Provider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider file says, as the daemon wants to hear it. Presets are laid under it by the
 * daemon, so what is left out here stays left out.
 */
public final class ProviderFile {
  private static final Set<String> SECRET_WORDS =
      Set.of("client.secret", "client.client_secret", "client.password", "client_secret");

  private final String file;
  private final Map<String, Place> places;
  private final ApplyProviderRequest request;

  private ProviderFile(String file, Map<String, Place> places, ApplyProviderRequest request) {
    this.file = file;
    this.places = places;
    this.request = request;
  }

  /**
   * Reads a file's text, and the secrets it points to.
   *
   * @param file what to call it in messages
   * @param directory what relative paths in it are relative to
   * @throws RefusedFileException if anything in it is wrong or missing
   */
  public static ProviderFile read(
      String file, String text, Path directory, Map<String, String> environment) {
    var document = YamlReader.read(file, text);
    refuseInlineSecrets(file, document, "");
    var reader = new MessageReader(file);
    var provider = Provider.newBuilder();
    reader.fill(provider, document, "", ProviderKeys.FILE);
    if (provider.getName().isEmpty()) {
      throw RefusedFileException.at(
          file, document.place(), "name", "is missing; connections refer to the provider by it");
    }
    var authorities = new ProviderAuthorities(file, directory).read(document);
    if (!authorities.isEmpty()) {
      provider.getTlsBuilder().setCa(authorities);
    }
    var secrets = new ProviderSecrets(file, directory, environment).read(document);
    var request =
        ApplyProviderRequest.newBuilder()
            .setProvider(provider)
            .addAllSecrets(secrets)
            .setClearMask(FieldMask.newBuilder().addAllPaths(reader.cleared()));
    return new ProviderFile(file, reader.places(), request.build());
  }

  /** Words it in time to say where the secret should be, instead of "unknown key". */
  private static void refuseInlineSecrets(String file, Node node, String path) {
    if (node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                if (SECRET_WORDS.contains(path + key)) {
                  throw RefusedFileException.at(
                      file, entry.place(), path + key, ProviderSecrets.MEND_KEY);
                }
                refuseInlineSecrets(file, entry.value(), path + key + ".");
              });
    }
  }

  /** The request without {@code request_id}. */
  public ApplyProviderRequest request() {
    return request;
  }

  /**
   * What the daemon said about a field, with the place in the file of the field, or of what it is
   * missing from.
   *
   * @param field path in {@code ApplyProviderRequest} or in {@code Provider}
   */
  public String locate(String field, String description) {
    var key = field.startsWith("provider.") ? field.substring("provider.".length()) : field;
    var place = placeOf(key);
    return place == null
        ? "%s: %s: %s".formatted(file, key, description)
        : "%s:%s: %s: %s".formatted(file, place, key, description);
  }

  private @Nullable Place placeOf(String key) {
    int end = key.lastIndexOf('.');
    var place = places.get(key);
    return place != null || end < 0 ? place : placeOf(key.substring(0, end));
  }
}
