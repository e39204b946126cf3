package io.rotakeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.rotakeep.architecture.Rooms.ADAPTER;
import static io.rotakeep.architecture.Rooms.SERVER;
import static io.rotakeep.architecture.Rooms.below;

import java.io.ObjectInputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import javax.net.SocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

/** There is one way out, which looks at each address; and things that nobody here may do. */
final class OutboundPathsTest {
  private static final String[] WAYS_OUT = {
    below(ADAPTER + ".oauth"), below(ADAPTER + ".notify"), below(ADAPTER + ".syslog")
  };

  /** Beside it only mail goes out, to the one server that the daemon's own file names. */
  @Test
  void allRequestsLeaveByTheGuardedClient() {
    noClasses()
        .that()
        .resideOutsideOfPackages(WAYS_OUT)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(HttpURLConnection.class, URLConnection.class, URL.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "org.apache.hc..")
        .check(SERVER);
  }

  /** A trust manager names them, since its methods are handed some. */
  @Test
  void nobodyElseHasSockets() {
    noClasses()
        .that()
        .resideOutsideOfPackages(WAYS_OUT)
        .and()
        .areNotAssignableTo(X509ExtendedTrustManager.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Socket.class, SocketFactory.class)
        .check(SERVER);
  }

  /** It is handed the sockets of others, to look at or to pass on. */
  @Test
  void noTrustManagerDoesAnythingWithASocket() {
    noClasses()
        .that()
        .areAssignableTo(X509ExtendedTrustManager.class)
        .should()
        .accessClassesThat()
        .belongToAnyOf(Socket.class, SocketFactory.class)
        .check(SERVER);
  }

  @Test
  void ofH2OnlyTheDatabaseIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.h2.server..", "org.h2.tools..", "org.h2.bnf..", "org.h2.jmx..")
        .check(SERVER);
  }

  @Test
  void nothingIsReadAsSerializedObjects() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(ObjectInputStream.class).check(SERVER);
  }
}
