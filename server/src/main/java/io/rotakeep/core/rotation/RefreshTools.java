package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.ClientCredentialSource;

/** What a rotation asks with. */
record RefreshTools(
    JournalledQuestion questions,
    ClientCredentialSource credentials,
    LearnedLife lives,
    ProviderLoad load) {}
