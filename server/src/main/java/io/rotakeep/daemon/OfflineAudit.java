package io.rotakeep.daemon;

import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.adapter.audit.AuditVerifier;
import io.rotakeep.adapter.audit.FinishedSegments;
import io.rotakeep.adapter.audit.KeptHeads;
import io.rotakeep.adapter.audit.SegmentKeys;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.PresentSeal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at files of the audit beside a daemon, which may run or not. */
public final class OfflineAudit {
  private OfflineAudit() {}

  /** Where people's parts of a seal come from, if it needs any. */
  public interface Keepers {
    /**
     * The next one, which is closed after use.
     *
     * @param number of this one, from 1
     * @param needed how many open the seal
     */
    SecretBytes ask(SealKind kind, int number, int needed);
  }

  /** Checks what needs no key, and that the heads are there. */
  public static AuditReport verify(List<Path> files, List<String> heads) throws IOException {
    return new AuditVerifier(SegmentKeys.NONE, heads).verify(files);
  }

  /**
   * The same with keys that were exported.
   *
   * @throws InvalidFieldException if the file of keys is none
   */
  public static AuditReport verify(List<Path> files, List<String> heads, Path keys)
      throws IOException {
    return new AuditVerifier(SegmentKeys.in(keys), heads).verify(files);
  }

  /**
   * The same with the keys of the store and with the heads that lie in its directory.
   *
   * @param keepers are asked only if the seal needs people
   * @throws RuntimeException with one clear line if the store cannot be unsealed
   */
  public static AuditReport verify(
      List<Path> files, List<String> heads, DaemonSettings settings, Keepers keepers)
      throws IOException {
    try (var barrier = unsealed(settings, keepers)) {
      List<String> all = new ArrayList<>(heads);
      AuditKeys keys = new AuditKeys(barrier::keyring, StoreFiles.storeId(barrier));
      for (AuditSettings device : settings.audit()) {
        if (device instanceof AuditSettings.File file && isAmong(file.path(), files)) {
          all.addAll(KeptHeads.of(settings.dataDir(), file.path(), keys));
        }
      }
      return new AuditVerifier(SegmentKeys.of(keys), all).verify(files);
    }
  }

  /**
   * Keys to verify the finished segments of these files with, and no others; the caller wipes them.
   *
   * @param keepers are asked only if the seal needs people
   * @throws InvalidFieldException if none is finished
   */
  public static SecretBytes exportKeys(List<Path> files, DaemonSettings settings, Keepers keepers)
      throws IOException {
    try (var barrier = unsealed(settings, keepers)) {
      AuditKeys keys = new AuditKeys(barrier::keyring, StoreFiles.storeId(barrier));
      AuditReport report = new AuditVerifier(SegmentKeys.of(keys), List.of()).verify(files);
      List<String> finished = FinishedSegments.of(report, remembered(settings, keys));
      if (finished.isEmpty()) {
        throw new InvalidFieldException(
            "FILE",
            "no segment in these files has tags that hold and is finished; wait until the file is"
                + " put away, and look with rotakeep audit verify --config");
      }
      return SegmentKeys.export(SegmentKeys.of(keys), finished);
    }
  }

  private static Set<String> remembered(DaemonSettings settings, AuditKeys keys)
      throws IOException {
    Set<String> remembered = new HashSet<>();
    for (AuditSettings device : settings.audit()) {
      if (device instanceof AuditSettings.File file) {
        remembered.addAll(KeptHeads.segments(settings.dataDir(), file.path(), keys));
      }
    }
    return remembered;
  }

  private static KeyBarrier unsealed(DaemonSettings settings, Keepers keepers) {
    SecureRandom random = new SecureRandom();
    KeyBarrier barrier =
        new KeyBarrier(
            SealChoice.of(settings.seal(), random),
            new FileSealStore(settings.dataDir().resolve(StoreFiles.SEAL)),
            random,
            new OffHeapKeyMemory());
    PresentSeal present = barrier.present();
    List<SecretBytes> given = new ArrayList<>();
    boolean open = false;
    try {
      while (given.size() < present.needed()) {
        SecretBytes next = keepers.ask(present.kind(), given.size() + 1, present.needed());
        given.add(next);
        present.seal().check(present.parameters(), next, given.subList(0, given.size() - 1));
      }
      barrier.unsealBeside(given);
      open = true;
      return barrier;
    } catch (ContributionRefusedException e) {
      throw new UnsealFailedException(String.valueOf(e.getMessage()), e);
    } finally {
      given.forEach(SecretBytes::close);
      if (!open) {
        barrier.close();
      }
    }
  }

  private static boolean isAmong(Path path, List<Path> files) {
    Path wanted = path.toAbsolutePath().normalize();
    return files.stream().map(file -> file.toAbsolutePath().normalize()).anyMatch(wanted::equals);
  }
}
