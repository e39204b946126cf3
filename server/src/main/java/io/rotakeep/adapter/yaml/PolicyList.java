package io.rotakeep.adapter.yaml;

import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the key {@code policies}. */
final class PolicyList {
  static final String MEND =
      "without a policy nobody may do anything; write policies: [{name: …, callers: […],"
          + " connections: […], roles: […]}]";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final List<String> ROLES = Stream.of(Role.values()).map(Role::text).toList();
  private static final Set<Role> SOME_ROLE = Set.of(Role.READER);

  private PolicyList() {}

  static List<Policy> read(Setting list) {
    List<Policy> policies = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Setting item : list.items()) {
      Section section = item.section("name", "callers", "connections", "roles", "expires");
      Setting name = section.require("name", "audit and logs call the policy so");
      if (!NAME.matcher(name.text()).matches()) {
        throw name.refused("must be 1 to 64 characters of a-z 0-9 . _ - and begin with a-z 0-9");
      }
      if (!names.add(name.text())) {
        throw name.refused("is the name of a policy above; give each its own");
      }
      policies.add(policy(name.text(), section));
    }
    return policies;
  }

  private static Policy policy(String name, Section section) {
    Setting callers = section.require("callers", "write callers: [spiffe://example.org/crm]");
    Setting connections = section.require("connections", "write connections: [salesforce/*]");
    Setting roles = section.require("roles", "write roles: [reader]");
    callers.items().forEach(it -> checked(it, caller -> tryOut(caller, "**")));
    connections.items().forEach(it -> checked(it, connection -> tryOut("dev", connection)));
    return new Policy(
        name,
        callers.texts(),
        connections.texts(),
        roles.items().stream().map(PolicyList::role).collect(Collectors.toSet()),
        section.find("expires").map(Setting::instant).orElse(null));
  }

  /** One pattern at a time, so that the complaint can say where it stands. */
  private static void tryOut(String caller, String connection) {
    var _ = new Policy("", List.of(caller), List.of(connection), SOME_ROLE, null);
  }

  private static void checked(Setting pattern, Consumer<String> rule) {
    try {
      rule.accept(pattern.text());
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw pattern.refused(why.replaceFirst("^policy : [a-z]+: ", ""));
    }
  }

  private static Role role(Setting setting) {
    String word = setting.word(ROLES);
    return Role.parse(word).orElseThrow();
  }
}
