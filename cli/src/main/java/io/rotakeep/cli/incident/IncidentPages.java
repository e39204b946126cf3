package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc.IncidentServiceBlockingStub;
import io.rotakeep.v1.ListIncidentsRequest;

/** All incidents that conditions name, newest first. */
final class IncidentPages {
  private IncidentPages() {}

  static Pages<Incident> of(IncidentServiceBlockingStub incidents, String filter) {
    return new Pages<>(
        pageToken -> {
          var page =
              incidents.list(
                  ListIncidentsRequest.newBuilder()
                      .setFilter(filter)
                      .setPageSize(Pages.SIZE)
                      .setPageToken(pageToken)
                      .build());
          return new Pages.Page<>(page.getIncidentsList(), page.getNextPageToken());
        });
  }
}
