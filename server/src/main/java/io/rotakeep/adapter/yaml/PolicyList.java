package io.rotakeep.adapter.yaml;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.Labels;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the key {@code policies}. */
final class PolicyList {
  private static final Set<Role> SOME_ROLE = Set.of(Role.READER);

  private static final Key.Required<String> NAME =
      Key.required(
              "name",
              Kind.matching(
                  "[a-z0-9][a-z0-9._-]{0,63}",
                  "must be 1 to 64 characters of a-z 0-9 . _ - and begin with a-z 0-9"),
              "crm",
              "What audit and logs call the policy.")
          .mend("audit and logs call the policy so");

  private static final Key.Required<List<String>> CALLERS =
      Key.required(
          "callers",
          Kind.listOf(Kind.TEXT.then(it -> checked(it, caller -> tryOut(caller, "**")))),
          "[spiffe://example.org/crm]",
          "Who may: spiffe://… (a last * stands for one segment, ** for any number) or dns:… from"
              + " the certificate, oidc:issuer/subject or k8s:namespace/name (or /*) from a token,"
              + " uid:… or gid:… at the socket.");

  private static final Key.Required<List<String>> CONNECTIONS =
      Key.required(
              "connections",
              Kind.listOf(
                  Kind.TEXT.then(it -> checked(it, connection -> tryOut("dev", connection)))),
              "[salesforce/*]",
              "With which connections: an id, salesforce/* (one segment), salesforce/** or **.")
          .mend("write connections: [salesforce/*], or labels: {team: crm}");

  private static final Key.Required<Map<String, String>> LABELS =
      Key.required(
          "labels",
          Kind.texts(Labels.KEY.pattern()).then(PolicyList::labels),
          "{team: crm}",
          "With which connections: those that carry all these labels. Beside connections both must"
              + " fit; without, labels alone decide. Who gives, changes or takes such a label must"
              + " be operator of all connections.");

  private static final Key.Required<List<Role>> GRANTED =
      Key.required(
          "roles",
          Kind.listOf(Kind.constant(Role.values())),
          "[reader]",
          "What: reader (tokens), enroller (brings connections in), security (quarantine, revoke,"
              + " incidents), support (sees states, never a token), operator (providers, keys, the"
              + " daemon), auditor.");

  private static final Key.Omissible<Instant> EXPIRES =
      Key.omissible(
          "expires",
          Kind.INSTANT,
          "2030-01-01T00:00:00Z",
          "Ends the policy by itself, for access that is given in an emergency. Default: never.");

  private static final Keys POLICY =
      Keys.of(NAME, CALLERS, CONNECTIONS, LABELS, GRANTED, EXPIRES).withAnyOf(CONNECTIONS, LABELS);

  static final Key.Required<List<Policy>> POLICIES =
      Key.required(
              "policies",
              Kind.listOf(Kind.section(POLICY)).then(PolicyList::read),
              "[{name: crm, callers: [spiffe://example.org/crm], connections: [salesforce/*],"
                  + " roles: [reader]}]",
              "Who may do what; what no policy grants is refused. Policies only add up.")
          .mend(
              "without a policy nobody may do anything; write policies: [{name: …, callers: […],"
                  + " connections: […], roles: […]}]");

  /** Of a file that holds policies only. */
  static final Keys FILE = Keys.of(POLICIES);

  private PolicyList() {}

  static List<Policy> readFile(Path file) {
    return Setting.in(file).section(FILE).get(POLICIES);
  }

  private static List<Policy> read(Setting list) {
    List<Policy> policies = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Setting item : list.items()) {
      Section section = item.section(POLICY);
      if (!names.add(section.get(NAME))) {
        throw section.refused(NAME, "is the name of a policy above; give each its own");
      }
      policies.add(policy(section));
    }
    return policies;
  }

  private static Policy policy(Section section) {
    section.require(CALLERS);
    boolean byLabel = section.setting(LABELS).isPresent();
    if (!byLabel) {
      section.require(CONNECTIONS);
    }
    section.require(GRANTED);
    boolean byId = section.setting(CONNECTIONS).isPresent();
    return new Policy(
        section.get(NAME),
        section.get(CALLERS),
        byId ? section.get(CONNECTIONS) : List.of(),
        byLabel ? section.get(LABELS) : Map.of(),
        Set.copyOf(section.get(GRANTED)),
        section.find(EXPIRES).orElse(null));
  }

  private static Map<String, String> labels(Setting labels) {
    Map<String, String> given = labels.texts();
    try {
      Labels.check(given);
      return given;
    } catch (InvalidFieldException e) {
      throw labels.refused(e.rule());
    }
  }

  /** One pattern at a time, so that the complaint can say where it stands. */
  private static void tryOut(String caller, String connection) {
    var _ = new Policy("", List.of(caller), List.of(connection), SOME_ROLE, null);
  }

  static String checked(Setting pattern, Consumer<String> rule) {
    try {
      rule.accept(pattern.text());
      return pattern.text();
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw pattern.refused(why.replaceFirst("^(policy : )?[a-z]+: ", ""));
    }
  }
}
