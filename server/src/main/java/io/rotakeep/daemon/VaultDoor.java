package io.rotakeep.daemon;

import io.rotakeep.adapter.grpc.Calls;
import io.rotakeep.adapter.grpc.Permissions;
import io.rotakeep.adapter.grpc.SealHandling;
import io.rotakeep.adapter.grpc.SealedServices;
import io.rotakeep.adapter.grpc.ServiceTable;
import io.rotakeep.adapter.grpc.SystemGrpcService;
import io.rotakeep.core.BugException;
import io.rotakeep.core.enrollment.AuthorizationCompletion;
import io.rotakeep.core.enrollment.BrowserVisits;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.seal.PresentSeal;
import io.rotakeep.core.seal.SealDesk;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.seal.UnsealFailedException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has the vault there while the seal is open, and offers what there is to offer. */
final class VaultDoor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(VaultDoor.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Premises premises;
  private final SealDesk desk;
  private final SealHandling handling;
  private final ServiceTable table;
  private volatile @Nullable OpenVault vault;

  /** Sealed; whoever wants something else goes to the {@link #desk}. */
  VaultDoor(Premises premises) {
    this.premises = premises;
    this.desk =
        new SealDesk(premises.files().barrier(), new Work(), premises.audit(), premises.clock());
    this.handling = new SealHandling(desk, node());
    this.table = new ServiceTable(SealedServices.of(sealedCalls(), handling));
  }

  private final class Work implements SealDesk.Work {
    @Override
    public void begin() {
      if (vault != null) {
        throw new BugException("two cores would spend the same tokens");
      }
      premises.recording().keysAreThere();
      OpenVault begun = new OpenVault(premises, desk::isOpen);
      vault = begun;
      table.offer(Services.of(premises, begun, handling));
    }

    @Override
    public void end() {
      OpenVault ending = vault;
      if (ending != null) {
        table.offer(SealedServices.of(sealedCalls(), handling));
        try (ending) {
          ending.calls.endStreams();
          ending.land();
        } finally {
          vault = null;
        }
      }
    }
  }

  SealDesk desk() {
    return desk;
  }

  /** What is offered now. */
  ServiceTable services() {
    return table;
  }

  Optional<OpenVault> vault() {
    return Optional.ofNullable(vault);
  }

  /**
   * Opens it if nobody is needed for that. A token may be away for a while: then it stays closed,
   * and {@link #upkeep} tries again.
   *
   * @throws RuntimeException if it is to be open and cannot be
   */
  void openUnattended() {
    PresentSeal present = desk.present();
    if (present.needed() > 0) {
      return;
    }
    try {
      desk.unsealUnattended();
    } catch (UnsealFailedException e) {
      if (present.kind() != SealKind.PKCS11) {
        throw e;
      }
      LOG.log(System.Logger.Level.WARNING, "stays sealed, tried again soon: {0}", e.getMessage());
    }
  }

  /** Tries again to open, and drops what nobody completed. */
  Upkeep upkeep() {
    return new Upkeep()
        .every(RETRY, "unsealing", this::openUnattended)
        .every(RETRY, "contributions", this::expire);
  }

  private void expire() {
    desk.expire();
    vault().ifPresent(there -> there.rekeying.expire());
  }

  /** Browsers that come while it is sealed are told to come later. */
  BrowserVisits visits() {
    return new BrowserVisits() {
      @Override
      public Optional<URI> depart(String state, String cookie) {
        return open().core.enrollment.completion().depart(state, cookie);
      }

      @Override
      public EnrollmentResult complete(AuthorizationCompletion.Return returned) {
        return open().core.enrollment.completion().complete(returned);
      }
    };
  }

  @Override
  public void close() {
    desk.stop();
  }

  private OpenVault open() {
    return vault()
        .filter(_ -> desk.isOpen())
        .orElseThrow(() -> new SealedException("the daemon is sealed"));
  }

  private Calls sealedCalls() {
    return new Calls(
        new Permissions(
            premises.access()::policies,
            premises.files().connections(),
            premises.audit(),
            premises.clock()),
        premises.access()::quotas,
        premises.approvals(),
        desk::isOpen,
        premises.chance().random(),
        Calls.Patience.DEFAULT,
        premises.clock());
  }

  private SystemGrpcService.Node node() {
    return new SystemGrpcService.Node(
        Version.text(),
        premises.settings().node(),
        premises.clock().instant(),
        premises.settings().listen().isForDevelopment());
  }
}
