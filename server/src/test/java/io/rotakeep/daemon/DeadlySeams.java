package io.rotakeep.daemon;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.SteppedLog;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import io.rotakeep.core.rotation.WriteAheadLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells of each step that a refresh passes, on the thread that passes it. */
final class DeadlySeams implements Seams {
  private final int segmentBytes;
  private final Path witnessFails;
  private final Consumer<FailPoint> passed;

  /**
   * @param witnessFails while this file is there
   */
  DeadlySeams(int segmentBytes, Path witnessFails, Consumer<FailPoint> passed) {
    this.segmentBytes = segmentBytes;
    this.witnessFails = witnessFails;
    this.passed = passed;
  }

  @Override
  public WriteAheadLog log(WriteAheadLog log) {
    return new SteppedLog(log, step -> passed.accept(FailPoint.valueOf(step.name())));
  }

  @Override
  public int segmentBytes() {
    return segmentBytes;
  }

  @Override
  public Witness witness(Witness witness) {
    return new FailingWitness(witness, witnessFails);
  }

  private record FailingWitness(Witness witness, Path ifThere) implements Witness {
    @Override
    public WitnessReading read() {
      return witness.read();
    }

    @Override
    public void advance(UUID storeId, JournalPoint point) {
      if (Files.exists(ifThere)) {
        throw new JournalUnavailableException("the witness: input/output error");
      }
      witness.advance(storeId, point);
    }

    @Override
    public void close() {
      witness.close();
    }
  }

  @Override
  public TokenEndpoint tokenEndpoint(TokenEndpoint endpoint) {
    return (address, client, question) -> {
      passed.accept(FailPoint.SENDING);
      TokenObservation seen = endpoint.ask(address, client, question);
      passed.accept(FailPoint.SENT);
      return seen;
    };
  }

  @Override
  public ConnectionStore connections(ConnectionStore store) {
    return new SteppedStore(store, passed);
  }

  @Override
  public AuditDevice audit(AuditDevice device) {
    return new SteppedAudit(device, passed);
  }

  private record SteppedAudit(AuditDevice device, Consumer<FailPoint> passed)
      implements AuditDevice {
    @Override
    public void record(AuditRecord audited) {
      device.record(audited);
      if (audited.action() == AuditAction.ROTATION_SETTLED) {
        passed.accept(FailPoint.TOLD);
      } else if (audited.action() == AuditAction.ACCESS_TOKEN_READ) {
        passed.accept(FailPoint.PUBLISHED);
      }
    }

    @Override
    public void recordDurably(AuditRecord audited) {
      if (audited.action() == AuditAction.ROTATION_INTENDED) {
        passed.accept(FailPoint.AUDITING);
      }
      device.recordDurably(audited);
    }
  }

  private record SteppedStore(ConnectionStore store, Consumer<FailPoint> passed)
      implements ConnectionStore {
    @Override
    public boolean replace(ConnectionLock lock, Connection before, Connection after) {
      passed.accept(FailPoint.STORING);
      boolean replaced = store.replace(lock, before, after);
      passed.accept(FailPoint.STORED);
      return replaced;
    }

    @Override
    public Optional<Connection> find(ConnectionId id) {
      return store.find(id);
    }

    @Override
    public boolean create(ConnectionLock lock, Connection connection) {
      return store.create(lock, connection);
    }

    @Override
    public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
      return store.delete(lock, before, tombstone);
    }

    @Override
    public List<Connection> list(ConnectionQuery query) {
      return store.list(query);
    }

    @Override
    public Map<ProviderState, Long> counts() {
      return store.counts();
    }
  }
}
