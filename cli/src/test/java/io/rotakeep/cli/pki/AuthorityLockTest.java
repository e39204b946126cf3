package io.rotakeep.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Pause;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class AuthorityLockTest {
  private static final Duration LIFE = Duration.ofDays(90);
  private static final int REVOCATIONS = 8;
  private static final Pause NONE = _ -> {};

  @TempDir private Path directory;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private AuthorityFiles files;

  @BeforeEach
  void createAuthority() throws Exception {
    files = new AuthorityFiles(directory.resolve("pki"));
    Authority authority = Authority.create(files, KeyAlgorithm.P256, random, NONE, now);
    for (int i = 0; i < REVOCATIONS; i++) {
      var _ = authority.issue(caller("caller" + i), LIFE, now);
    }
  }

  @Test
  void losesNoEntryOfRevocationsAtOnceAndUsesNoNumberTwice() throws Exception {
    Semaphore ended = new Semaphore(0);
    Pause untilOneEnds = time -> waitFor(ended, time);
    List<Callable<Integer>> commands = new ArrayList<>();
    for (int i = 0; i < REVOCATIONS; i++) {
      String name = "caller" + i;
      commands.add(() -> Authority.open(files, random, untilOneEnds).revoke(name, now));
      commands.add(() -> renewed(Authority.open(files, random, untilOneEnds)));
    }

    runAtOnce(commands, ended);

    X509CRL list = Pem.list(files.revocations());
    for (int i = 0; i < REVOCATIONS; i++) {
      assertThat(list.isRevoked(Pem.certificate(files.certificate("caller" + i)))).isTrue();
    }
    assertThat(list.getRevokedCertificates()).hasSize(REVOCATIONS);
    assertThat(number(list)).isEqualTo(BigInteger.valueOf(REVOCATIONS + 1));
  }

  @Test
  void saysSoWhenAnotherCommandDoesNotEnd() throws Exception {
    byte[] before = Files.readAllBytes(files.revocations());
    AtomicInteger looks = new AtomicInteger();
    Authority authority = Authority.open(files, random, _ -> looks.incrementAndGet());

    try (AuthorityLock _ = AuthorityLock.take(files.lock(), NONE)) {
      for (Callable<?> change : changes(authority)) {
        assertThatExceptionOfType(CliFailure.class)
            .isThrownBy(change::call)
            .withMessage(
                files.lock()
                    + ": another pki command is changing this authority; end it, then try again");
      }
    }

    assertThat(looks).hasValueGreaterThan(100);
    assertThat(Files.readAllBytes(files.revocations())).isEqualTo(before);
    assertThat(authority.revoke("caller0", now)).isOne();
  }

  private List<Callable<?>> changes(Authority authority) {
    return List.of(
        () -> authority.revoke("caller0", now),
        () -> authority.issue(caller("new"), LIFE, now),
        () -> authority.renew(caller("caller0"), LIFE, now));
  }

  private int renewed(Authority authority) throws Exception {
    var _ = authority.renew(caller("renewed"), LIFE, now);
    return 1;
  }

  /** All begin together; whoever waits for the lock is woken when one has ended. */
  private static void runAtOnce(List<Callable<Integer>> commands, Semaphore ended)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(commands.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (Callable<Integer> command : commands) {
        running.add(
            threads.submit(
                () -> {
                  int _ = start.await();
                  int done = command.call();
                  ended.release(commands.size());
                  return done;
                }));
      }
      for (Future<Integer> one : running) {
        assertThat(one.get()).isOne();
      }
    }
  }

  private static void waitFor(Semaphore ended, Duration time) throws InterruptedException {
    boolean _ = ended.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Subject caller(String name) {
    return new Subject(name, "spiffe://example.org/" + name, List.of(), List.of());
  }

  private static BigInteger number(X509CRL list) throws Exception {
    Extension number = new JcaX509CRLHolder(list).getExtension(Extension.cRLNumber);
    return ASN1Integer.getInstance(number.getParsedValue()).getValue();
  }
}
