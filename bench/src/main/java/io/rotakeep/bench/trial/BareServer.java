package io.rotakeep.bench.trial;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * The physical limit of a start: a process with one method over mutual TLS, and nothing behind it.
 */
public final class BareServer {
  private BareServer() {}

  /**
   * Listens until it is killed, and says when it does.
   *
   * @param args the directory with {@code server.crt}, {@code server.key} and {@code ca.crt}
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    // A key store, in which Netty would put the key, takes a quarter of a second for its password.
    AdvancedTlsX509KeyManager own = new AdvancedTlsX509KeyManager();
    own.updateIdentityCredentials(
        directory.resolve("server.crt").toFile(), directory.resolve("server.key").toFile());
    SslContextBuilder tls =
        GrpcSslContexts.configure(SslContextBuilder.forServer(own), TrialKeys.provider())
            .trustManager(directory.resolve("ca.crt").toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .protocols("TLSv1.3");
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(tls.build())
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    System.out.println("the bare server is ready");
    System.out.flush();
    server.awaitTermination();
  }
}
