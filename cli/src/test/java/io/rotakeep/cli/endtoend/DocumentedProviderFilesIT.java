package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.providerfile.ProviderFile;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ListPresetsRequest;
import io.rotakeep.v1.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider files that the documents show are taken by a daemon as they stand. One whose server
 * would be asked for its endpoints is only read: tests ask nobody outside this machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentedProviderFilesIT {
  private static final Path TOP = Path.of("..");
  private static final List<String> DOCUMENTS = List.of("README.md", "docs/providers.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern SECRET_FILE = Pattern.compile("\\{file: ([^}]+)}");

  @TempDir private static Path scratch;
  private DaemonUnderTest daemon;
  private Map<String, Preset> presets;

  @BeforeAll
  void starts() throws IOException {
    daemon = DevelopmentDaemon.in(scratch);
    daemon.start();
    presets =
        daemon
            .providers()
            .listPresets(ListPresetsRequest.getDefaultInstance())
            .getPresetsList()
            .stream()
            .collect(Collectors.toMap(Preset::getName, preset -> preset));
  }

  @AfterAll
  void stops() {
    daemon.close();
  }

  @TestFactory
  Stream<DynamicTest> areTaken() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String document : DOCUMENTS) {
      for (String file : providerFiles(Files.readString(TOP.resolve(document)))) {
        String title = document + ": " + file.lines().findFirst().orElse("");
        tests.add(DynamicTest.dynamicTest(title, () -> isTaken(file)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(DOCUMENTS.size());
    return tests.stream();
  }

  private static List<String> providerFiles(String document) {
    return BLOCK
        .matcher(document)
        .results()
        .map(match -> match.group(1))
        .filter(yaml -> yaml.lines().anyMatch(line -> line.startsWith("client:")))
        .toList();
  }

  private void isTaken(String yaml) throws IOException {
    ApplyProviderRequest request = read(yaml);

    if (!asksForItsEndpoints(request)) {
      var applied = daemon.providers().apply(request);
      assertThat(applied.getName()).isEqualTo(request.getProvider().getName());
      assertThat(applied.getEndpoints().getToken()).startsWith("https://");
    }
  }

  private boolean asksForItsEndpoints(ApplyProviderRequest request) {
    var provider = request.getProvider();
    Preset preset = presets.get(provider.getPreset());
    assertThat(preset).as("preset %s", provider.getPreset()).isNotNull();
    return provider.getDiscovery() || preset.getProvider().getDiscovery();
  }

  /** With secrets in the files that it names, which only a reader of the document would have. */
  private ApplyProviderRequest read(String yaml) throws IOException {
    Path folder = Files.createTempDirectory(scratch, "provider");
    String file = SECRET_FILE.matcher(yaml).replaceAll("{file: some.secret}");
    Files.writeString(folder.resolve("some.secret"), "a-secret-for-the-example\n");
    return ProviderFile.read("provider.yaml", file, folder, Map.of()).request();
  }
}
