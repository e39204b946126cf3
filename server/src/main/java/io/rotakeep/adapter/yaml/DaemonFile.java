package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Egress;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.Load;
import io.rotakeep.adapter.yaml.DaemonSettings.OnSuspicion;
import io.rotakeep.core.caller.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the daemon's file. Every setting of the documented file is known here: what this version
 * cannot do is refused by its name rather than passed over.
 */
public final class DaemonFile {
  private static final Key.Required<Path> DATA_DIR =
      Key.required(
          "data_dir",
          Kind.PATH.then(DaemonFile::dataDir),
          "/var/lib/rotakeep",
          "Journal, database and lock, for one daemon only. A local disk, since the journal relies"
              + " on what fsync promises; the directory becomes 0700.");

  private static final Key.Omissible<Path> WITNESS =
      Key.omissible(
          "witness",
          Kind.PATH,
          "/var/lib/rotakeep-witness/witness",
          "Remembers how far the journal was, so that a restored or copied data_dir shows as such."
              + " Default: beside data_dir. Never in it and never part of its backup, best on"
              + " another disk.");

  private static final Key.Defaulted<Section> STORE =
      Key.defaulted(
          "store", Kind.section(StoreSection.KEYS), "{type: h2}", "Where connections are kept.");

  private static final Key.Required<Listen> LISTEN =
      Key.required(
              "listen",
              Kind.mapping(ListenSection.KEYS, ListenSection::read),
              "{grpc: {tls: {cert: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt}}}",
              "Addresses and certificates.")
          .mend("write listen: {grpc: {tls: {cert: …, key: …, client_ca: …}}}");

  private static final Key.Required<SealSettings> SEAL =
      Key.required(
          "seal",
          Kind.mapping(SealSection.KEYS, SealSection::read),
          "{type: key-file, path: /etc/rotakeep/seal.key}",
          "What protects the keys at rest.");

  private static final Key.Required<List<AuditSettings>> AUDIT =
      Key.required(
          "audit",
          Kind.listOf(Kind.section(AuditSection.KEYS)).then(AuditSection::read),
          "[{type: file, path: /var/log/rotakeep/audit.jsonl}]",
          "Where is recorded who got which token. A record is written before the answer leaves, to"
              + " every one of them: while one that is required cannot be written, nobody gets a"
              + " token.");

  private static final Key.Omissible<Path> POLICIES_FILE =
      Key.omissible(
          "policies_file",
          Kind.PATH,
          "policies.yaml",
          "The policies, under the key policies, in a file of its own that other people keep;"
              + " instead of policies.");

  private static final Key.Omissible<NoticeSettings> NOTIFY =
      Key.omissible(
          "notify",
          Kind.mapping(NotifySection.KEYS, NotifySection::read),
          "{smtp: {host: mail.example.com, from: rotakeep@example.com, to:"
              + " [security@example.com]}}",
          "Who is told of incidents without asking. Default: nobody; the API, the log and the"
              + " metrics show them all the same.");

  private static final Key.Defaulted<OnSuspicion> INCIDENTS =
      Key.defaulted(
          "incidents",
          Kind.mapping(SuspicionSection.KEYS, SuspicionSection::read),
          "{revoke_upstream: false}",
          "What is done on suspicion without waiting for a person. The connection is quarantined in"
              + " any case.");

  private static final Key.Omissible<Egress> EGRESS =
      Key.omissible(
          "egress",
          Kind.mapping(EgressSection.KEYS, EgressSection::read),
          "{addresses: [203.0.113.7]}",
          "How this daemon leaves, and how it looks from outside.");

  private static final Key.Defaulted<Load> LIMITS =
      Key.defaulted(
          "limits",
          Kind.mapping(LimitsSection.KEYS, LimitsSection::read),
          "{requests_at_once: 32, requests_per_second: 200, rewraps_per_second: 50}",
          "How much is asked of one host of a provider.");

  private static final Key.Required<String> NODE_NAME =
      Key.required(
          "name",
          Kind.matching(
              "[a-z0-9][a-z0-9.-]{0,62}",
              "must be 1 to 63 characters of a-z 0-9 . - and begin with no . or -"),
          "a",
          "What journal and logs call this node.");

  private static final Key.Defaulted<String> NODE =
      Key.defaulted(
          "node",
          Kind.mapping(Keys.of(NODE_NAME), section -> section.get(NODE_NAME)),
          "{name: a}",
          "This daemon among others.");

  static final Keys KEYS =
      Keys.of(
              DATA_DIR,
              WITNESS,
              STORE,
              LISTEN,
              SEAL,
              AUDIT,
              PolicyList.POLICIES,
              POLICIES_FILE,
              QuotaList.QUOTAS,
              ApprovalSection.APPROVALS,
              NOTIFY,
              INCIDENTS,
              EGRESS,
              LIMITS,
              NODE)
          .withOneOf(PolicyList.POLICIES, POLICIES_FILE);

  private DaemonFile() {}

  /**
   * Reads and checks the file, which is not followed if it is a link. Relative paths in it start
   * from its directory.
   *
   * @throws RefusedFileException if anything in it is wrong, missing or not in this version
   */
  public static DaemonSettings read(Path file) {
    return read(Setting.in(file));
  }

  /** The same of what a file holds. */
  static DaemonSettings read(Setting file) {
    Section root = file.section(KEYS);
    StoreSection.check(root.get(STORE));
    Path dataDir = root.get(DATA_DIR);
    return new DaemonSettings(
        dataDir,
        witness(root, dataDir),
        root.get(LISTEN),
        root.get(SEAL),
        root.get(AUDIT),
        new AccessRules(
            policies(root),
            root.find(QuotaList.QUOTAS).orElse(List.of()),
            root.get(ApprovalSection.APPROVALS)),
        root.find(NOTIFY).orElse(NoticeSettings.NOBODY),
        root.get(INCIDENTS),
        root.find(EGRESS).orElse(Egress.UNDECLARED),
        root.get(LIMITS),
        root.get(NODE));
  }

  private static Path dataDir(Setting setting) {
    Path dir = setting.path();
    if (dir.getFileName() == null) {
      throw setting.refused("must not be the root directory; write /var/lib/rotakeep");
    }
    if (dir.toString().chars().anyMatch(c -> c == ';' || c < ' ')) {
      throw setting.refused("must be a path without ; and control characters; rename it");
    }
    return dir;
  }

  private static Path witness(Section root, Path dataDir) {
    Path witness = root.find(WITNESS).orElse(DaemonSettings.besides(dataDir));
    if (root.setting(WITNESS).isPresent() && real(witness).startsWith(real(dataDir))) {
      throw root.refused(
          WITNESS, "must not be in data_dir: who restores one would restore both; move it");
    }
    return witness;
  }

  /** The path with the links of what exists of it followed. */
  private static Path real(Path path) {
    Path parent = path.getParent();
    if (parent == null || Files.exists(path)) {
      try {
        return path.toRealPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return real(parent).resolve(path.getFileName());
  }

  private static List<Policy> policies(Section root) {
    boolean inline = root.setting(PolicyList.POLICIES).isPresent();
    if (inline && root.setting(POLICIES_FILE).isPresent()) {
      throw root.refused(POLICIES_FILE, "goes without policies; keep one of the two");
    }
    return root.find(POLICIES_FILE)
        .map(PolicyList::readFile)
        .orElseGet(() -> root.get(PolicyList.POLICIES));
  }
}
