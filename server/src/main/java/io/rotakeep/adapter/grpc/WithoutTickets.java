package io.rotakeep.adapter.grpc;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;

/**
 * TLS that gives nobody anything to come back with. A resumed session takes its caller's word for
 * the handshake before, in which the certificate was looked at; by then it may have ended or been
 * revoked. Netty switches tickets on for each TLS 1.3 engine by itself, whatever its context says.
 */
final class WithoutTickets extends DelegatingSslContext {
  WithoutTickets(SslContext context) {
    super(context);
  }

  /** Whether no handshake of that engine can take an earlier one's word. */
  static boolean isWhole(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine;
  }

  @Override
  protected void initEngine(SSLEngine engine) {
    // The JDK's has no such switch: see CertifiedConnections for what is done there.
    if (engine instanceof ReferenceCountedOpenSslEngine open) {
      SSL.setOptions(open.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
  }
}
