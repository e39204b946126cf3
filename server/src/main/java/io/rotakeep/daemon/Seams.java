package io.rotakeep.daemon;

import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WriteAheadLog;
import javax.net.ssl.SSLContext;

/**
 * Where a refresh leaves the core for the disk or the network, so that a test can end the process
 * just there. Nothing but a class of this package can pass another than {@link #NONE}: no setting
 * of a daemon leads here.
 */
interface Seams {
  /** The core meets its adapters, and nobody stands between. */
  Seams NONE = new Seams() {};

  default WriteAheadLog log(WriteAheadLog log) {
    return log;
  }

  /** So that a test fills a segment in a moment. */
  default int segmentBytes() {
    return FileWriteAheadLog.DEFAULT_SEGMENT_BYTES;
  }

  default Witness witness(Witness witness) {
    return witness;
  }

  default ConnectionStore connections(ConnectionStore store) {
    return store;
  }

  default TokenEndpoint tokenEndpoint(TokenEndpoint endpoint) {
    return endpoint;
  }

  default AuditDevice audit(AuditDevice device) {
    return device;
  }

  /** Whom to trust outside. */
  default SSLContext trust(SSLContext ofTheJdk) {
    return ofTheJdk;
  }
}
