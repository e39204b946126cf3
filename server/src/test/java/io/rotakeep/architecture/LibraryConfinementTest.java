package io.rotakeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.rotakeep.architecture.Rooms.ADAPTER;
import static io.rotakeep.architecture.Rooms.DAEMON;
import static io.rotakeep.architecture.Rooms.SERVER;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each library is used in the room that was built for it, so that it can be replaced there. */
final class LibraryConfinementTest {
  record Library(String name, List<String> packages, List<String> rooms) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Library> librariesStayInTheirRooms() {
    return Stream.of(
        library("gRPC", "io.grpc..", "io.netty..", "com.google.rpc..", "io.rotakeep.v1..")
            .in("grpc", "daemon"),
        library("protobuf", "com.google.protobuf..").in("grpc"),
        library("JDBC", "java.sql..", "javax.sql..", "org.h2..", "org.postgresql..").in("sql"),
        library("SQL libraries", "org.flywaydb..", "com.zaxxer..").in("sql"),
        library("Bouncy Castle", "org.bouncycastle..").in("bouncycastle"),
        library("Micrometer", "io.micrometer..", "io.prometheus..").in("micrometer", "daemon"),
        library("Jetty", "org.eclipse.jetty..", "jakarta.servlet..").in("web", "daemon"),
        library("Jackson", "com.fasterxml.jackson..")
            .in("oauth", "jose", "yaml", "audit", "web", "notify"),
        library("HTTP client", "org.apache.hc..", "java.net.http..").in("oauth"),
        library("mail", "jakarta.mail..", "org.eclipse.angus..").in("notify"),
        library("Nimbus", "com.nimbusds..").in("oauth", "jose"),
        library("caches and limits", "com.github.benmanes..", "io.github.resilience4j..")
            .in("limits"),
        library("Logback", "ch.qos.logback..").in("daemon"),
        library("native calls", "java.lang.foreign..").in("linux", "syslog"));
  }

  @ParameterizedTest
  @MethodSource
  void librariesStayInTheirRooms(Library library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(library.rooms().toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.packages().toArray(String[]::new))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void logsGoThroughSystemLogger() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void nothingReachesIntoTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "com.sun.crypto..", "jdk.internal..")
        .allowEmptyShould(true)
        .check(SERVER);
  }

  private static Unplaced library(String name, String... packages) {
    return new Unplaced(name, List.of(packages));
  }

  record Unplaced(String name, List<String> packages) {
    /** Rooms by their adapter's name; {@code daemon} is the daemon. */
    Library in(String... rooms) {
      List<String> names =
          Stream.of(rooms)
              .map(room -> room.equals("daemon") ? DAEMON : ADAPTER + "." + room)
              .map(Rooms::below)
              .toList();
      return new Library(name, packages, names);
    }
  }
}
