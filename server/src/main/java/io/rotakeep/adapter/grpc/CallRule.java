package io.rotakeep.adapter.grpc;

import io.rotakeep.core.caller.Role;
import java.util.Set;

/** Who may call a method. */
sealed interface CallRule {

  /** Everybody with an identity. */
  record Anyone() implements CallRule {}

  /** Who has one of the roles for every connection, since the method touches all of them. */
  record Everywhere(Set<Role> roles) implements CallRule {}

  /** Who has one of the roles for any connection; the method then shows or does only its share. */
  record Somewhere(Set<Role> roles) implements CallRule {}

  /** Who has one of the roles for the connection that the request names. */
  record PerConnection(Set<Role> roles) implements CallRule {}

  /** The roles of which one is needed; empty if none is. */
  default Set<Role> needed() {
    return switch (this) {
      case Anyone() -> Set.of();
      case Everywhere(Set<Role> roles) -> roles;
      case Somewhere(Set<Role> roles) -> roles;
      case PerConnection(Set<Role> roles) -> roles;
    };
  }
}
