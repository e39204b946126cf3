package io.rotakeep.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import io.rotakeep.testkit.search.SecretSearch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon in a process of its own that logs all it can gets requests of every kind, three of ten
 * wrong, with secrets wherever a person or a program may put one. Then each place that anybody
 * might read is searched for each secret. {@code -Dcanaries=N} makes it N requests.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class CanariesIT {
  private static final int REQUESTS = Integer.getInteger("canaries", 2000);
  private static final int CONNECTIONS = 40;

  /** Where the daemon's Java notes what it loads. */
  private static final String CLASSES = "classes";

  @TempDir private Path scratch;

  @Test
  void leavesNoSecretInAnythingThatAnybodyMightRead() throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    Path seen = Files.createDirectory(scratch.resolve("seen"));
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    ConfiguredHome configured = ConfiguredHome.in(home);
    AuthorizationServerDouble server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withAccessTokenLife(Duration.ofHours(3)));
    Set<String> secrets = new HashSet<>();
    MixedLoad.Figures figures;
    try (WebhookReceiver receiver = WebhookReceiver.start();
        Stage stage = stage(configured, receiver, server, temporary)) {
      stage.daemon().start();
      secrets.add(receiver.key().substring("whsec_".length()));
      CanaryTokens canaries = new CanaryTokens();
      List<String> ids = enrolled(stage, server);
      try (MixedLoad load = new MixedLoad(stage, canaries, ids, seen.resolve("statuses"))) {
        figures = load.run(REQUESTS);
        refusalsThatRepeatTokens(server, load);
      }
      keepMetrics(stage, seen);
      keepProcesses(stage.daemon().process().pid(), seen);
      secrets.addAll(canaries.all());
      secrets.addAll(secretsOf(server));
      stage.daemon().stop();
    }

    Path[] places = {
      configured.dataDirectory(),
      requireNonNull(configured.witness().getParent()),
      configured.logDirectory(),
      configured.audit(),
      seen,
      temporary
    };
    assertNothingFound(secrets, places, figures);
  }

  private void assertNothingFound(Set<String> secrets, Path[] places, MixedLoad.Figures figures)
      throws IOException {
    SecretSearch search = new SecretSearch(secrets);
    SecretSearch.Result result = search.in(places);

    System.out.printf(
        "canaries: %s, %d secrets in %d spellings, %d files, %.1f MB searched, %d found%n",
        figures,
        search.secrets(),
        search.spellings(),
        result.files(),
        result.bytes() / 1e6,
        result.found().size());
    assertThat(result.found()).isEmpty();
    assertThat(figures.failedShare()).isBetween(0.25, 0.4);
    assertThat(search.in(planted(secrets)).found()).hasSizeGreaterThanOrEqualTo(secrets.size());
    assertThat(Files.readAllLines(scratch.resolve(CLASSES)))
        .hasSizeGreaterThan(5000)
        .noneMatch(line -> line.contains("org.h2.server.") || line.contains("org.h2.tools."));
  }

  private static Stage stage(
      ConfiguredHome home,
      WebhookReceiver receiver,
      AuthorizationServerDouble server,
      Path temporary)
      throws IOException {
    home.tell(receiver.address(), receiver.key());
    return Stage.on(
        server,
        new DaemonUnderTest(
            home.launch()
                .with("ROTAKEEP_LOG_LEVEL", "TRACE")
                .with("ROTAKEEP_LIBRARY_LOG_LEVEL", "TRACE")
                .withOption("-Djava.io.tmpdir=" + temporary)
                .withOption("-Xlog:class+load:file=" + temporary.resolveSibling(CLASSES)),
            home.as("ops", ConfiguredHome.OPERATOR)),
        "generic");
  }

  /** Three by consent in a browser, the others by import. */
  private static List<String> enrolled(Stage stage, AuthorizationServerDouble server)
      throws Exception {
    for (ClientKind kind : ClientKind.values()) {
      assertThat(stage.enrol(kind).status()).isEqualTo(200);
    }
    for (int i = 0; i < CONNECTIONS; i++) {
      String token = server.grant(server.client(ClientKind.PUBLIC), user(i), "api");
      assertThat(MixedLoad.adopt(stage, id(i), token).hasError()).isFalse();
    }
    return Stream.concat(
            Arrays.stream(ClientKind.values()).map(Stage::id),
            IntStream.range(0, CONNECTIONS).mapToObj(CanariesIT::id))
        .toList();
  }

  private static String id(int number) {
    return "imported/" + number;
  }

  private static String user(int number) {
    return "user-" + number;
  }

  /** A server may say anything in an error, the token it was shown included. */
  private static void refusalsThatRepeatTokens(AuthorizationServerDouble server, MixedLoad load) {
    String client = server.client(ClientKind.PUBLIC).id();
    for (int i = 0; i < 10; i++) {
      String said = server.report().newest(client, user(i)).orElseThrow().value();
      server
          .behaviour()
          .faults()
          .once(Endpoint.TOKEN, new Fault.Refusal(400, i % 2 == 0 ? "invalid_grant" : said, said));
      load.refresh(id(i));
    }
    server.behaviour().faults().clear();
  }

  private static void keepMetrics(Stage stage, Path seen) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : List.of("/metrics", "/healthz", "/readyz")) {
        URI address = stage.daemon().process().http(path);
        String said =
            http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
        Files.writeString(seen.resolve(path.substring(1)), said);
      }
    }
  }

  /** What every user of the machine can see of every process, and this one's environment. */
  private static void keepProcesses(long daemon, Path seen) throws IOException {
    Path kept = Files.createDirectory(seen.resolve("proc"));
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      for (long pid : all.mapToLong(ProcessHandle::pid).toArray()) {
        keepCommand(pid, kept.resolve(pid + "-cmdline"));
      }
    }
    for (long ours : new long[] {daemon, ProcessHandle.current().pid()}) {
      assertThat(kept.resolve(ours + "-cmdline")).isNotEmptyFile();
    }
    keepEnvironment(daemon, kept.resolve("environ"));
  }

  private static void keepCommand(long pid, Path copy) {
    try {
      Files.write(copy, Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")));
    } catch (AccessDeniedException _) {
      // Somebody else's, and closed to us as to everybody.
    } catch (IOException e) {
      assertThat(ProcessHandle.of(pid)).as("a process that lives, and %s", e).isEmpty();
    }
  }

  /** Root can read it where it may look into any process; to all others it is closed. */
  private static void keepEnvironment(long pid, Path copy) throws IOException {
    try {
      Files.write(copy, Files.readAllBytes(Path.of("/proc/" + pid + "/environ")));
      assertThat(copy).isNotEmptyFile();
    } catch (AccessDeniedException _) {
      assertThat(copy).doesNotExist();
    }
  }

  private static Set<String> secretsOf(AuthorizationServerDouble server) {
    Set<String> all = new HashSet<>(server.report().allTokensEverIssued());
    for (ClientKind kind : ClientKind.values()) {
      server.client(kind).secret().ifPresent(all::add);
    }
    Stream.of("code", "code_verifier", "refresh_token")
        .flatMap(
            field ->
                server.requestsAt(Endpoint.TOKEN).stream()
                    .flatMap(request -> request.form().first(field).stream()))
        .forEach(all::add);
    return all;
  }

  /** A search that finds nothing proves something only if it can find. */
  private Path planted(Set<String> secrets) throws IOException {
    Path directory = Files.createDirectory(scratch.resolve("planted"));
    StringBuilder text = new StringBuilder();
    secrets.forEach(secret -> text.append(secret).append('\n'));
    Files.write(directory.resolve("wide"), text.toString().getBytes(UTF_16LE));
    return directory;
  }
}
