package io.rotakeep.core.access;

import io.rotakeep.core.rotation.RefreshFailure;

/** What the metrics call a failure. */
final class AccessWords {
  private AccessWords() {}

  static String of(RefreshFailure failure) {
    return switch (failure) {
      case RefreshFailure.NotFound _ -> "not_found";
      case RefreshFailure.PersonNeeded _ -> "person_needed";
      case RefreshFailure.InDoubt _ -> "in_doubt";
      case RefreshFailure.ProviderUnavailable _ -> "provider_unavailable";
      case RefreshFailure.ProviderThrottled _ -> "provider_throttled";
      case RefreshFailure.BudgetSpent _ -> "budget_spent";
      case RefreshFailure.ClientMisconfigured _ -> "client_misconfigured";
      case RefreshFailure.FreshTokenRejected _ -> "fresh_token_rejected";
      case RefreshFailure.TooManyWaiters _ -> "too_many_waiters";
      case RefreshFailure.StoreUnavailable _ -> "store_unavailable";
      case RefreshFailure.AuditUnavailable _ -> "audit_unavailable";
      case RefreshFailure.Sealed _ -> "sealed";
      case RefreshFailure.Integrity _ -> "integrity";
      case RefreshFailure.KeyTermUnknown _ -> "key_term_unknown";
      case RefreshFailure.DeadlinePassed _ -> "deadline";
    };
  }
}
