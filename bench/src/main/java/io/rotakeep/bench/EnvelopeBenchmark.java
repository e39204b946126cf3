package io.rotakeep.bench;

import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a record of 1 KiB costs with keys that lie outside the heap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls start() before it measures
public class EnvelopeBenchmark {
  private static final int TOKEN = 1024;

  private Keyring keyring;
  private EnvelopeCipher cipher;
  private Fingerprinter fingerprinter;
  private RecordAddress place;
  private SecretBytes token;
  private byte[] envelope;

  @Setup
  public void start() {
    SecureRandom random = new SecureRandom();
    keyring = Keyring.generate(random, new OffHeapKeyMemory());
    cipher = new EnvelopeCipher(() -> keyring, random);
    fingerprinter = new Fingerprinter(() -> keyring);
    place =
        new RecordAddress(
            UUID.randomUUID(),
            "connections",
            "refresh_token",
            "salesforce/acme",
            "salesforce-prod",
            "login.salesforce.com login.salesforce.com",
            7,
            "ACTIVE");
    token = SecretBytes.random(TOKEN, random);
    envelope = cipher.encrypt(token, place);
  }

  @TearDown
  public void stop() {
    keyring.close();
  }

  @Benchmark
  public byte[] encrypt() {
    return cipher.encrypt(token, place);
  }

  @Benchmark
  public int decrypt() {
    try (SecretBytes plain = cipher.decrypt(envelope, place)) {
      return plain.length();
    }
  }

  @Benchmark
  public String handle() {
    return fingerprinter.accessTokenHandle(token);
  }
}
