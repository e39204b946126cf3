package io.rotakeep.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** The server's packages, and its compiled classes without their tests. */
final class Rooms {
  static final String ROOT = "io.rotakeep.";
  static final String CORE = ROOT + "core";
  static final String ADAPTER = ROOT + "adapter";
  static final String DAEMON = ROOT + "daemon";

  /** Foundations first: each may use those before it. The first is {@code core} itself. */
  static final List<String> CORE_ORDER =
      List.of(
          "",
          ".secret",
          ".crypto",
          ".caller",
          ".quota",
          ".bearer",
          ".provider",
          ".connection",
          ".audit",
          ".approval",
          ".seal",
          ".oauth",
          ".verdict",
          ".incident",
          ".notice",
          ".rotation",
          ".backup",
          ".access",
          ".enrollment",
          ".rewrap",
          ".diagnosis",
          ".probe",
          ".compliance");

  static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(CORE, ADAPTER, DAEMON);

  private Rooms() {}

  static String below(String room) {
    return room + "..";
  }
}
