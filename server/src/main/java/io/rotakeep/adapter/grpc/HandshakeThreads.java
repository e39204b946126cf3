package io.rotakeep.adapter.grpc;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * Threads of their own for what a handshake computes: signatures, and whether a certificate counts.
 * On the event loop that would hold up the calls of everybody whose connection is there, and who
 * shakes hands all the time would do so at will. Half the processors at the most; who comes when
 * all are busy waits, as long as a handshake may take. Idle threads end.
 */
final class HandshakeThreads {
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  HandshakeThreads() {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("rotakeep-handshake", true));
    threads.allowCoreThreadTimeOut(true);
  }

  /** The same TLS, whose handshakes are here. */
  SslContext apart(SslContext context) {
    return new Apart(context);
  }

  private final class Apart extends SslContext {
    private final SslContext context;

    Apart(SslContext context) {
      this.context = context;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls) {
      return new SslHandler(newEngine(allocator), startTls, threads);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
      return context.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
      return context.newEngine(allocator, host, port);
    }

    @Override
    public boolean isClient() {
      return context.isClient();
    }

    @Override
    public List<String> cipherSuites() {
      return context.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // The type of what has to be overridden.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
      return context.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
      return context.sessionContext();
    }
  }
}
