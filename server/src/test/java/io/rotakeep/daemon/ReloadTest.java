package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.rotation.DurablePart.Condition;
import io.rotakeep.core.rotation.RecordingAudit;
import io.rotakeep.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloadTest {
  private static final Caller CRM = new Caller(new CallerId.UnixUser(1000, 1000));

  private final RecordingAudit audit = new RecordingAudit();
  private final AtomicInteger throttled = new AtomicInteger();
  @TempDir private Path dir;
  private Path file;
  private LiveAccess access;
  private Reload reload;

  @BeforeEach
  void start() throws IOException {
    file = dir.resolve("rotakeep.yaml");
    write(
        "policies: [{name: crm, callers: ['uid:1000'], connections: ['crm/*'], roles: [reader]}]");
    DaemonSettings settings = DaemonFile.read(file);
    access =
        new LiveAccess(settings.access(), _ -> throttled.incrementAndGet(), InstantSource.system());
    reload = new Reload(settings, file, access, audit);
  }

  @Test
  void whatIsWrittenCountsAfterAReloadAndNotBefore() throws IOException {
    write(
        """
        policies: [{name: crm, callers: ['uid:1000'], labels: {team: crm}, roles: [support]}]
        quotas: [{callers: ['uid:1000'], requests_per_second: 1}]
        approvals: {all: 1}
        """);
    assertThat(access.policies().permits(CRM, Role.READER, "crm/a")).isTrue();

    reload.run();

    assertThat(access.policies().permits(CRM, Role.READER, "crm/a")).isFalse();
    assertThat(access.policies().permitsSomewhere(CRM, Role.SUPPORT)).isTrue();
    assertThat(access.quotas().request(CRM)).isNull();
    assertThat(access.quotas().request(CRM)).isNotNull();
    assertThat(access.approvers()).isEqualTo(1);
    assertThat(throttled).hasValue(1);
    assertThat(outcomes()).containsExactly(AuditOutcome.SUCCEEDED);
    assertThat(access.condition()).isInstanceOf(Condition.Sound.class);
  }

  @Test
  void aBrokenFileKeepsTheOldOnesAndSaysWhyUntilItIsGood() throws IOException {
    write("policies: [{name: crm, callers: ['uid:1000'], connections: ['crm/**'], roles: [king]}]");
    reload.run();

    assertThat(access.policies().permits(CRM, Role.READER, "crm/a")).isTrue();
    assertThat(access.condition())
        .isInstanceOfSatisfying(
            Condition.Strained.class,
            strained ->
                assertThat(strained.why()).contains("rotakeep.yaml:5:", "roles", "must be one of"));

    write(
        "policies: [{name: crm, callers: ['uid:1000'], connections: ['erp/*'], roles: [reader]}]");
    reload.run();

    assertThat(access.policies().permits(CRM, Role.READER, "crm/a")).isFalse();
    assertThat(access.condition()).isInstanceOf(Condition.Sound.class);
    assertThat(outcomes()).containsExactly(AuditOutcome.FAILED, AuditOutcome.SUCCEEDED);
  }

  @Test
  void aFileThatIsGoneOrOpenToOthersIsRefusedLikewise() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    reload.run();
    Files.delete(file);
    reload.run();

    assertThat(access.policies().permits(CRM, Role.READER, "crm/a")).isTrue();
    assertThat(access.condition()).isInstanceOf(Condition.Strained.class);
    assertThat(outcomes()).containsExactly(AuditOutcome.FAILED, AuditOutcome.FAILED);
  }

  @Test
  void aPoliciesFileOfItsOwnIsReadAnewToo() throws IOException {
    Path policies = dir.resolve("policies.yaml");
    Files.writeString(
        policies,
        "policies: [{name: a, callers: ['uid:1000'], connections: ['a/*'], roles: [reader]}]");
    write("policies_file: policies.yaml");

    reload.run();
    assertThat(access.policies().permits(CRM, Role.READER, "a/b")).isTrue();

    Files.writeString(policies, "policies: [");
    reload.run();
    assertThat(access.policies().permits(CRM, Role.READER, "a/b")).isTrue();
    assertThat(access.condition())
        .isInstanceOfSatisfying(
            Condition.Strained.class,
            strained -> assertThat(strained.why()).contains("policies.yaml"));
  }

  @Test
  void nothingIsGrantedThatTheAuditCannotShow() throws IOException {
    audit.refuse(AuditAction.POLICIES_RELOADED);
    write("policies: [{name: crm, callers: ['uid:1000'], connections: ['**'], roles: [reader]}]");

    reload.run();

    assertThat(access.policies().permits(CRM, Role.READER, "erp/a")).isFalse();
    assertThat(access.condition()).isInstanceOf(Condition.Strained.class);
  }

  @Test
  void theSignalIsHeardAndDoesNotEndTheProcess() throws Exception {
    try (Child daemon = Child.start("true", Listening.class, dir)) {
      assertThat(daemon.readLine()).isEqualTo("listens");
      for (int i = 1; i <= 3; i++) {
        String pid = Long.toString(daemon.pid());
        assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
        assertThat(daemon.readLine()).isEqualTo("heard " + i);
      }
    }
  }

  static final class Listening {
    static void main() throws IOException {
      AtomicInteger heard = new AtomicInteger();
      try (var _ = HangUp.calls(() -> IO.println("heard " + heard.incrementAndGet()))) {
        IO.println("listens");
        var _ = System.in.read();
      }
    }
  }

  private List<AuditOutcome> outcomes() {
    return audit.records(AuditAction.POLICIES_RELOADED).stream().map(AuditRecord::outcome).toList();
  }

  private void write(String access) throws IOException {
    Files.writeString(
        file,
        """
        data_dir: data
        listen: {unix: {path: s, mode: "0600"}}
        seal: {type: key-file, path: seal.key}
        audit: [{type: file, path: audit.jsonl}]
        """
            + access);
  }
}
