package io.rotakeep.cli.pki;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Pause;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority in a directory: makes itself, issues, revokes. One change at a time is
 * made in a directory, by whichever process, so that no entry of the list is lost and none of its
 * numbers is used twice.
 */
final class Authority {
  static final Duration LIFE = Duration.ofDays(3650);

  private final AuthorityFiles files;
  private final X509Certificate certificate;
  private final Signing signing;
  private final SecureRandom random;
  private final Pause pause;

  private Authority(
      AuthorityFiles files,
      X509Certificate certificate,
      PrivateKey key,
      SecureRandom random,
      Pause pause) {
    this.files = files;
    this.certificate = certificate;
    this.signing = new Signing(certificate, key);
    this.random = random;
    this.pause = pause;
  }

  /**
   * A leaf with its private key.
   *
   * @param certificate as it lies in the directory
   */
  record Issued(X509Certificate certificate, Path file, Path key) {}

  /** Makes a new authority; refuses where there is one. */
  static Authority create(
      AuthorityFiles files, KeyAlgorithm algorithm, SecureRandom random, Pause pause, Instant now)
      throws IOException, GeneralSecurityException {
    requireNone(files);
    files.create();
    try (AuthorityLock _ = AuthorityLock.take(files.lock(), pause)) {
      requireNone(files);
      return make(files, algorithm, random, pause, now);
    }
  }

  private static void requireNone(AuthorityFiles files) {
    for (Path file :
        List.of(files.certificate(AuthorityFiles.NAME), files.key(AuthorityFiles.NAME))) {
      files.requireAbsent(file, "all it issued would end with it; choose another --dir");
    }
  }

  private static Authority make(
      AuthorityFiles files, KeyAlgorithm algorithm, SecureRandom random, Pause pause, Instant now)
      throws IOException, GeneralSecurityException {
    KeyPair keys = algorithm.newKeys(random);
    X509Certificate own = Signing.ownCertificate(keys, serial(random), now, now.plus(LIFE));
    files.writePrivate(files.key(AuthorityFiles.NAME), Pem.privateText(keys));
    files.writePublic(files.certificate(AuthorityFiles.NAME), Pem.text(own));
    Authority authority = new Authority(files, own, keys.getPrivate(), random, pause);
    authority.publish(null, List.of(), now);
    return authority;
  }

  static Authority open(AuthorityFiles files, SecureRandom random, Pause pause) throws IOException {
    Path file = files.certificate(AuthorityFiles.NAME);
    try {
      X509Certificate own = Pem.certificate(file);
      PrivateKey key = Pem.key(files.key(AuthorityFiles.NAME), own.getPublicKey());
      return new Authority(files, own, key, random, pause);
    } catch (NoSuchFileException e) {
      throw new CliFailure(
          Status.Code.NOT_FOUND,
          e.getFile()
              + ": there is no authority here; run: rotakeep pki init --dir "
              + files.directory());
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  /**
   * Issues a certificate for a new key, which ends with the authority at the latest. Refuses where
   * there is one of that name.
   */
  Issued issue(Subject subject, Duration life, Instant now)
      throws IOException, GeneralSecurityException {
    try (AuthorityLock _ = lock()) {
      for (Path file : List.of(files.certificate(subject.name()), files.key(subject.name()))) {
        files.requireAbsent(file, "give --renew to replace certificate and key");
      }
      return write(subject, life, now);
    }
  }

  /** Issues as {@link #issue} does, in place of what was issued under that name before. */
  Issued renew(Subject subject, Duration life, Instant now)
      throws IOException, GeneralSecurityException {
    try (AuthorityLock _ = lock()) {
      return write(subject, life, now);
    }
  }

  private Issued write(Subject subject, Duration life, Instant now)
      throws IOException, GeneralSecurityException {
    Instant end = now.plus(life);
    Instant last = certificate.getNotAfter().toInstant();
    if (!now.isBefore(last)) {
      throw new CliFailure(
          Status.Code.FAILED_PRECONDITION,
          files.certificate(AuthorityFiles.NAME) + ": has expired; make a new authority");
    }
    KeyPair keys = KeyAlgorithm.of(certificate.getPublicKey()).newKeys(random);
    X509Certificate leaf =
        signing.leaf(
            subject, keys.getPublic(), serial(random), now, end.isBefore(last) ? end : last);
    String text = Pem.text(leaf);
    files.writePublic(files.issued(hex(leaf.getSerialNumber())), text);
    Path key = files.key(subject.name());
    Path file = files.certificate(subject.name());
    files.writePrivate(key, Pem.privateText(keys));
    files.writePublic(file, text);
    return new Issued(leaf, file, key);
  }

  /** Every certificate that was issued, as far as its copy is there. */
  List<X509Certificate> issued() throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : files.issued()) {
      all.add(Pem.certificate(file));
    }
    return all;
  }

  /** The list in force. */
  X509CRL revocations() throws IOException {
    try {
      return Pem.list(files.revocations());
    } catch (NoSuchFileException e) {
      throw new CliFailure(
          Status.Code.FAILED_PRECONDITION,
          e.getFile() + ": is missing; restore it, or all that was revoked would count again");
    }
  }

  /**
   * Revokes what was issued under a name and still lives: a key from before a renewal is as good as
   * the newest.
   *
   * @return how many were revoked by this
   */
  int revoke(String name, Instant now) throws IOException, GeneralSecurityException {
    try (AuthorityLock _ = lock()) {
      return revokeHolding(name, now);
    }
  }

  private int revokeHolding(String name, Instant now) throws IOException, GeneralSecurityException {
    X509CRL before = revocations();
    List<X509Certificate> named =
        issued().stream().filter(it -> Signing.nameOf(it).equals(name)).toList();
    if (named.isEmpty()) {
      throw new CliFailure(
          Status.Code.NOT_FOUND,
          name
              + ": nothing was issued under this name; run: rotakeep pki list --dir "
              + files.directory());
    }
    List<X509Certificate> living =
        named.stream()
            .filter(it -> now.isBefore(it.getNotAfter().toInstant()) && !before.isRevoked(it))
            .toList();
    if (!living.isEmpty()) {
      publish(before, living, now);
    }
    return living.size();
  }

  static String hex(BigInteger serial) {
    return serial.toString(16);
  }

  private AuthorityLock lock() throws IOException {
    return AuthorityLock.take(files.lock(), pause);
  }

  private void publish(@Nullable X509CRL before, List<X509Certificate> revoked, Instant now)
      throws IOException, GeneralSecurityException {
    files.writePublic(files.revocations(), Pem.text(signing.list(before, revoked, now)));
  }

  /** 158 random bits, 20 bytes: the most that RFC 5280 allows. */
  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(158, random).setBit(158);
  }
}
