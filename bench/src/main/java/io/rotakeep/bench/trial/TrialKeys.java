package io.rotakeep.bench.trial;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.nio.file.Path;

/** Certificates of a trial: one server, an operator, and the application that makes the load. */
final class TrialKeys {
  static final String OPERATOR = "spiffe://bench.example/operator";
  static final String APPLICATION = "spiffe://bench.example/crm";
  static final String REPORTS = "spiffe://bench.example/reports";

  private final Path authority;
  private final TestIdentity server;
  private final TestIdentity operator;
  private final TestIdentity application;

  TrialKeys(Path directory) {
    TestCertificates certificates = TestCertificates.in(directory);
    this.authority = certificates.authority();
    this.server = certificates.server();
    this.operator = certificates.spiffe("operator", OPERATOR);
    this.application = certificates.spiffe("crm", APPLICATION);
  }

  DaemonSettings.Tls daemonTls() {
    return new DaemonSettings.Tls(server.certificate(), server.key(), authority, null);
  }

  /** For a bare server: the same protocol, keys and demands as the daemon's. */
  SslContext serverContext() throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(server.certificate().toFile(), server.key().toFile());
    return GrpcSslContexts.configure(builder, provider())
        .trustManager(authority.toFile())
        .clientAuth(ClientAuth.REQUIRE)
        .protocols("TLSv1.3")
        .build();
  }

  SslContext operatorContext() throws IOException {
    return clientContext(operator);
  }

  SslContext applicationContext() throws IOException {
    return clientContext(application);
  }

  /** For a caller who shows no certificate. */
  SslContext bareContext() throws IOException {
    return client().build();
  }

  private SslContext clientContext(TestIdentity identity) throws IOException {
    return client().keyManager(identity.certificate().toFile(), identity.key().toFile()).build();
  }

  private SslContextBuilder client() {
    return GrpcSslContexts.configure(SslContextBuilder.forClient(), provider())
        .trustManager(authority.toFile())
        .protocols("TLSv1.3");
  }

  static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }
}
