package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ConnectionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sealed keys of before a new term are put back under a store that has records under it. */
@Timeout(120)
final class OlderSealIT {
  @TempDir private Path directory;

  @Test
  void servesNothingOfTheNewTermQuarantinesNothingAndGoesOnWithTheNewestKeys() throws Exception {
    var settings = MortalDaemon.settings(directory.resolve("data"));
    Path seal = settings.dataDir().resolve("seal");
    Path older = directory.resolve("older");
    Path newest = directory.resolve("newest");
    var _ = Daemon.initialize(settings);
    Files.copy(seal, older);
    try (var server = AuthorizationServerDouble.start(DoubleSettings.standard())) {
      try (var daemon = Daemon.start(settings);
          var many = new ManyConnections(address(daemon));
          var one = new OneConnection(address(daemon))) {
        var _ = one.importFrom(server, OneConnection.FAMILY);
        many.rotateKeys();
        await().atMost(Duration.ofSeconds(30)).until(() -> !many.status().hasRewrap());
      }
      Files.copy(seal, newest);
      Files.copy(older, seal, StandardCopyOption.REPLACE_EXISTING);
      int sent = server.report().presentations().size();

      try (var daemon = Daemon.start(settings);
          var many = new ManyConnections(address(daemon));
          var one = new OneConnection(address(daemon))) {
        assertSaysThatKeysAreMissing(many, one);
        assertThat(server.report().presentations()).hasSize(sent);
      }

      Files.copy(newest, seal, StandardCopyOption.REPLACE_EXISTING);
      try (var daemon = Daemon.start(settings);
          var one = new OneConnection(address(daemon))) {
        one.readAccessToken();
        one.refresh();
        assertThat(one.status().getFaultsList()).isEmpty();
      }
    }
  }

  private static void assertSaysThatKeysAreMissing(ManyConnections many, OneConnection one) {
    assertLacksItsKey(one::readAccessToken);
    assertLacksItsKey(one::refresh);
    assertThat(one.look().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    await().until(() -> !many.status().getFaultsList().isEmpty());
    assertThat(many.status().getFaultsList())
        .singleElement()
        .satisfies(fault -> assertThat(fault.getPart()).isEqualTo("seal"));
    assertThat(catchThrowableOfType(StatusRuntimeException.class, many::rotateKeys))
        .hasMessageContaining("key term 2");
  }

  private static void assertLacksItsKey(Runnable call) {
    StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, call::run);

    assertThat(thrown.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("key term");
    assertThat(Objects.requireNonNull(StatusProto.fromThrowable(thrown)).toString())
        .contains("STORE_UNAVAILABLE", "next_step");
  }

  private static String address(Daemon daemon) {
    return "127.0.0.1:" + daemon.grpcAddress().getPort();
  }
}
