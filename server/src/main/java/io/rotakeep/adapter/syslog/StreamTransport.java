package io.rotakeep.adapter.syslog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Messages in a stream, each behind the number of its bytes (RFC 6587 §3.4.1), plain or in TLS (RFC
 * 5425). The server's certificate must be for the name it is reached by.
 */
final class StreamTransport implements Transport {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int CHECK_MILLIS = 1;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private StreamTransport(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    socket.setSoTimeout(CHECK_MILLIS);
    socket.setKeepAlive(true);
    socket.setTcpNoDelay(true);
  }

  static StreamTransport plain(InetSocketAddress server) throws IOException {
    Socket socket = connected(server);
    try {
      return new StreamTransport(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static StreamTransport encrypted(InetSocketAddress server, @Nullable Path authority)
      throws IOException {
    Socket plain = connected(server);
    try {
      plain.setSoTimeout(CONNECT_MILLIS);
      SSLSocket socket =
          (SSLSocket)
              context(authority)
                  .getSocketFactory()
                  .createSocket(plain, server.getHostString(), server.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new StreamTransport(socket);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public void send(byte[] message) throws IOException {
    byte[] count = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] frame = Arrays.copyOf(count, count.length + message.length);
    System.arraycopy(message, 0, frame, count.length, message.length);
    out.write(frame);
  }

  @Override
  public void check() throws IOException {
    try {
      if (in.read() < 0) {
        throw new EOFException("the syslog server has closed the connection");
      }
    } catch (SocketTimeoutException _) {
      // It says nothing, as it should.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static Socket connected(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(server, CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static SSLContext context(@Nullable Path authority) throws IOException {
    try {
      if (authority == null) {
        return SSLContext.getDefault();
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      try (InputStream pem = Files.newInputStream(authority)) {
        int number = 0;
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
          trusted.setCertificateEntry(Integer.toString(number++), one);
        }
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(authority + ": cannot be used to trust a syslog server: " + e, e);
    }
  }
}
