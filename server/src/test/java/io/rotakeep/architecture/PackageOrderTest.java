package io.rotakeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.rotakeep.architecture.Rooms.ADAPTER;
import static io.rotakeep.architecture.Rooms.CORE;
import static io.rotakeep.architecture.Rooms.CORE_ORDER;
import static io.rotakeep.architecture.Rooms.DAEMON;
import static io.rotakeep.architecture.Rooms.ROOT;
import static io.rotakeep.architecture.Rooms.SERVER;
import static io.rotakeep.architecture.Rooms.below;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may use whom among the server's packages. */
final class PackageOrderTest {
  private static final List<String> JDK_AND_ANNOTATIONS =
      List.of("java.", "javax.", "org.jspecify.", "com.google.errorprone.annotations.");

  /** In the JDK, but a library all the same: databases and HTTP stay in adapters. */
  private static final List<String> NOT_FOR_CORE =
      List.of("java.sql", "javax.sql", "java.net.http", "java.util.logging", "javax.naming");

  @Test
  void corePackagesUseOnlyFoundationsBeforeThemTheJdkAndAnnotations() {
    classes()
        .that()
        .resideInAPackage(below(CORE))
        .should(new UseOnlyFoundations())
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void coreUsesNeitherAdaptersNorTheDaemon() {
    noClasses()
        .that()
        .resideInAPackage(below(CORE))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(below(ADAPTER), below(DAEMON))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void adaptersNeverUseEachOther() {
    slices()
        .matching(ADAPTER + ".(*)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void nothingUsesTheDaemon() {
    noClasses()
        .that()
        .resideOutsideOfPackage(below(DAEMON))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(below(DAEMON))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().allowEmptyShould(true).check(SERVER);
  }

  private static final class UseOnlyFoundations extends ArchCondition<JavaClass> {
    UseOnlyFoundations() {
      super("use only core packages before their own, the JDK and annotations");
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
      int place = placeOf(user);
      if (place < 0) {
        events.add(
            SimpleConditionEvent.violated(
                user, user.getPackageName() + " has no place in Rooms.CORE_ORDER"));
      }
      for (Dependency use : user.getDirectDependenciesFromSelf()) {
        if (!allowed(place, use.getTargetClass().getBaseComponentType())) {
          events.add(SimpleConditionEvent.violated(user, use.getDescription()));
        }
      }
    }

    private static boolean allowed(int place, JavaClass used) {
      String name = used.getName();
      if (used.isPrimitive()) {
        return true;
      }
      if (name.startsWith(CORE)) {
        return placeOf(used) <= place;
      }
      return JDK_AND_ANNOTATIONS.stream().anyMatch(name::startsWith)
          && NOT_FOR_CORE.stream().noneMatch(name::startsWith);
    }

    private static int placeOf(JavaClass type) {
      return CORE_ORDER.indexOf(type.getPackageName().substring(CORE.length()));
    }
  }
}
