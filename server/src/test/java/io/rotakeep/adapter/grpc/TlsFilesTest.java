package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.rotation.DurablePart.Condition;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of TLS that are replaced while a daemon runs, by good ones and by bad ones. */
final class TlsFilesTest {
  @TempDir private Path directory;
  private final EverythingLogged log = EverythingLogged.asInProduction();
  private TlsBed bed;
  private TestIdentity caller;

  @BeforeEach
  void start() throws Exception {
    bed = new TlsBed(directory);
    caller = bed.caller("crm");
    bed.start(InstantSource.system());
  }

  @AfterEach
  void stop() {
    bed.close();
    log.close();
  }

  @Test
  void aNewListCountsForNewConnections() throws Exception {
    assertThat(bed.isServed(bed.context(caller))).isTrue();

    bed.revoke(caller);
    bed.refresh();

    assertThat(bed.isServed(bed.context(caller))).isFalse();
    assertIsSound();
  }

  @Test
  void anAuthorityInPlaceOfAnotherTurnsTheOthersCallersAwayAndCutsThemOff() throws Exception {
    try (RawHttp2 open = bed.open(bed.context(caller)).greet()) {
      assertThat(TlsBed.isServed(open, 1)).isTrue();
      OddCertificates another = new OddCertificates(directory.resolve("another"), "CN=Another");
      Path authority = directory.resolve("another.crt");
      another.join(authority);

      put(bed.authorities, Files.readAllBytes(authority));
      bed.refresh();
      // One that is by nobody whom the other file names: both have to be there.
      assertThat(strain()).contains("ca.crl holds a list that no authority in client_ca");
      assertThat(bed.isServed(bed.context(caller))).isTrue();

      another.writeList(bed.list, Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600));
      bed.refresh();

      assertThat(open.answer()).containsKey("closed");
      assertThat(bed.isServed(bed.context(caller))).isFalse();
      assertThat(bed.isServed(bed.context(another.issue(TlsBed.wish("crm"))))).isTrue();
      assertIsSound();
    }
  }

  @Test
  void aNewPairIsShownToNewConnectionsOnceBothHalvesAreThere() throws Exception {
    var before = bed.shown(bed.context(caller));
    byte[] oldKey = Files.readAllBytes(bed.server.key());
    TestIdentity renewed = bed.own.server();
    byte[] newKey = Files.readAllBytes(renewed.key());
    put(renewed.key(), oldKey);
    bed.refresh();

    assertThat(bed.shown(bed.context(caller))).isEqualTo(before);
    assertThat(strain()).contains("localhost.key is not the key of");

    put(renewed.key(), newKey);
    bed.refresh();

    assertThat(bed.shown(bed.context(caller)))
        .isEqualTo(ClientTrust.certificates(renewed.certificate()).getFirst())
        .isNotEqualTo(before);
    assertIsSound();
  }

  @Test
  void aListThatCouldNotBeUsedIsTriedAgainThoughItsFileLooksTheSame() throws Exception {
    // As after a chown, which changes neither time nor size.
    FileTime time = FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(5));
    Path next = directory.resolve("next.crl");
    bed.odd.writeList(
        next, Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600), caller);
    byte[] good = Files.readAllBytes(next);
    byte[] bad = new byte[good.length];
    Arrays.fill(bad, (byte) ' ');
    put(bed.list, bad);
    Files.setLastModifiedTime(bed.list, time);
    for (int second = 0; second < 3; second++) {
      bed.refresh();
    }
    assertThat(strain())
        .isEqualTo(
            "what was read before stays in force: listen.grpc.tls.client_crl: %s holds no"
                    .formatted(bed.list)
                + " revocation list in PEM");
    assertThat(refusals()).hasSize(1);
    assertThat(bed.isServed(bed.context(caller))).isTrue();

    Files.write(bed.list, good);
    Files.setLastModifiedTime(bed.list, time);
    bed.refresh();

    assertThat(bed.isServed(bed.context(caller))).isFalse();
    assertIsSound();
  }

  @Test
  void aWrongKeyOfTheDaemonsOwnKeepsNobodyFromBeingRevoked() throws Exception {
    try (RawHttp2 open = bed.open(bed.context(caller)).greet()) {
      assertThat(TlsBed.isServed(open, 1)).isTrue();
      put(bed.server.key(), Files.readAllBytes(caller.key()));
      bed.refresh();

      bed.revoke(caller);
      bed.refresh();

      assertThat(open.answer()).containsKey("closed");
      assertThat(bed.isServed(bed.context(caller))).isFalse();
      assertThat(bed.isServed(bed.context(bed.caller("other")))).isTrue();
      assertThat(strain()).contains("localhost.key is not the key of");
      assertThat(refusals()).hasSize(1);
    }
  }

  @Test
  void aListThatCannotBeUsedKeepsNoNewPairFromBeingShown() throws Exception {
    put(bed.list, new byte[0]);
    TestIdentity renewed = bed.own.server();

    bed.refresh();

    assertThat(bed.shown(bed.context(caller)))
        .isEqualTo(ClientTrust.certificates(renewed.certificate()).getFirst());
    assertThat(strain()).contains("ca.crl holds no revocation list in PEM");
  }

  @Test
  void aFileThatIsBackAsItWasIsAFaultNoMore() throws Exception {
    Path aside = directory.resolve("aside.crl");
    Files.move(bed.list, aside);
    bed.refresh();
    assertThat(strain()).contains("ca.crl cannot be read");

    Files.move(aside, bed.list);
    bed.refresh();

    assertIsSound();
  }

  /** As tools do it that know what they do. */
  private void put(Path file, byte[] content) throws IOException {
    Path whole = Files.write(directory.resolve("whole"), content);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertIsSound() {
    assertThat(bed.files().condition()).isEqualTo(new Condition.Sound());
  }

  private String strain() {
    Condition condition = bed.files().condition();
    return condition instanceof Condition.Strained(String why) ? why : condition.toString();
  }

  private List<String> refusals() {
    return log.lines().stream().filter(line -> line.startsWith("files of TLS")).toList();
  }
}
