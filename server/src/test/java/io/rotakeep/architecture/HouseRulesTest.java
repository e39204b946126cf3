package io.rotakeep.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.rotakeep.architecture.Rooms.CORE;
import static io.rotakeep.architecture.Rooms.SERVER;
import static io.rotakeep.architecture.Rooms.below;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no class of the server does, wherever it lives. */
final class HouseRulesTest {
  private static final int PORT_METHODS = 6;

  private static final Pattern EMPTY_NAME = Pattern.compile(".*(Manager|Helpers?|Utils?|Impl)$");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(refreshToken|accessToken|clientSecret|codeVerifier|passphrase|password"
              + "|plaintext|secretBytes|secretValue|^secret$).*");

  /** Names that speak about a secret without being one. */
  private static final Pattern ABOUT_A_SECRET =
      Pattern.compile(
          ".*(Id|Type|File|Path|Ttl|Lifetime|Expiry|Fingerprint|Endpoint|Name|Environment|Rules)"
              + "s?$");

  private static final Set<String> READABLE =
      Set.of(
          "java.lang.String",
          "java.lang.CharSequence",
          "java.lang.StringBuilder",
          "java.nio.ByteBuffer",
          "[B",
          "[C");

  private static final Set<String> AMBIENT =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstanceStrong",
          "java.util.Random.<init>");

  private static final Set<String> REFLECTION =
      Set.of(
          "java.lang.Class.forName",
          "java.lang.Class.newInstance",
          "java.lang.Class.getMethod",
          "java.lang.Class.getMethods",
          "java.lang.Class.getDeclaredMethod",
          "java.lang.Class.getDeclaredMethods",
          "java.lang.Class.getDeclaredField",
          "java.lang.Class.getDeclaredFields",
          "java.lang.Class.getConstructor",
          "java.lang.Class.getDeclaredConstructor");

  @Test
  void namesSayWhatATypeDoes() {
    noClasses()
        .should()
        .haveNameMatching(EMPTY_NAME.pattern())
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void secretsAreNeverReadableTypes() {
    fields()
        .should(
            forEach(
                "keep secrets in SecretBytes",
                (JavaField field) -> !(namesASecret(field) && isReadable(field))))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void staticFieldsNeverChange() {
    fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(SERVER);
  }

  @Test
  void optionalIsOnlyReturned() {
    fields().should().notHaveRawType(Optional.class).allowEmptyShould(true).check(SERVER);
    methods()
        .should(
            forEach(
                "take no Optional",
                (JavaMethod method) ->
                    method.getModifiers().contains(SYNTHETIC)
                        || method.getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Optional.class))))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void portsAreSmall() {
    classes()
        .that(resideInAPackage(below(CORE)))
        .and()
        .areInterfaces()
        .and()
        .arePublic()
        .should(
            forEach(
                "ask at most " + PORT_METHODS + " methods of who implements them",
                (JavaClass port) -> abstractMethods(port) <= PORT_METHODS))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void nothingSleeps() {
    noClasses()
        .should()
        .accessTargetWhere(
            accessTo(Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep")))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void nothingDependsOnTheCountry() {
    noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "changes case or formats without a locale", HouseRulesTest::followsTheCountry))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void coreIsGivenTimeAndRandomness() {
    noClasses()
        .that(resideInAPackage(below(CORE)))
        .should()
        .accessTargetWhere(accessTo(AMBIENT))
        .allowEmptyShould(true)
        .check(SERVER);
  }

  @Test
  void nothingReflects() {
    noClasses()
        .should()
        .accessTargetWhere(accessTo(REFLECTION))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .allowEmptyShould(true)
        .check(SERVER);
  }

  /** H2 has no setting for what it does at exit; a release that hides it otherwise is refused. */
  @Test
  void onlyOneLooksIntoALibrary() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.rotakeep.adapter.sql.H2ExitHook")
        .should()
        .accessTargetWhere(accessTo(Set.of("java.lang.invoke.MethodHandles.privateLookupIn")))
        .check(SERVER);
  }

  private static boolean namesASecret(JavaField field) {
    return !field.getModifiers().contains(STATIC)
        && SECRET_NAME.matcher(field.getName()).matches()
        && !ABOUT_A_SECRET.matcher(field.getName()).matches();
  }

  private static boolean isReadable(JavaField field) {
    return READABLE.contains(field.getRawType().getName());
  }

  private static long abstractMethods(JavaClass port) {
    return port.getMethods().stream()
        .filter(method -> method.getModifiers().contains(ABSTRACT))
        .count();
  }

  private static DescribedPredicate<JavaAccess<?>> accessTo(Set<String> members) {
    return DescribedPredicate.describe(
        "target is one of " + members,
        access ->
            members.contains(
                access.getTargetOwner().getName() + "." + access.getTarget().getName()));
  }

  private static boolean followsTheCountry(JavaAccess<?> access) {
    if (!(access instanceof JavaMethodCall call)
        || !call.getTargetOwner().isEquivalentTo(String.class)) {
      return false;
    }
    var parameters = call.getTarget().getRawParameterTypes();
    return switch (call.getTarget().getName()) {
      case "toLowerCase", "toUpperCase" -> parameters.isEmpty();
      case "format" -> parameters.getFirst().isEquivalentTo(String.class);
      default -> false;
    };
  }

  private static <T> ArchCondition<T> forEach(String description, Predicate<T> holds) {
    return new ArchCondition<>(description) {
      @Override
      public void check(T item, ConditionEvents events) {
        if (!holds.test(item)) {
          events.add(
              SimpleConditionEvent.violated(item, nameOf(item) + " does not " + description));
        }
      }
    };
  }

  private static String nameOf(Object item) {
    return item instanceof JavaMember member ? member.getFullName() : item.toString();
  }
}
