#include "server/ops/metrics.hpp"

#include <prometheus/text_serializer.h>

namespace tingbok::ops {

prometheus::Counter& Metrics::counter(const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add({});
}

prometheus::Gauge& Metrics::gauge(const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({});
}

prometheus::Histogram& Metrics::histogram(const char* name, const char* help,
                                          const prometheus::Histogram::BucketBoundaries& bounds) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add({}, bounds);
}

Metrics::Metrics()
    : actions(counter("tingbok_actions_total", "Commands that were accepted and are durable")),
      events(counter("tingbok_events_total", "Events that were made durable")),
      refusals(counter("tingbok_refusals_total", "Commands that were refused")),
      repeats(counter("tingbok_repeats_total", "Commands that came again and got their answer")),
      batches(counter("tingbok_batches_total", "Transactions given to the log")),
      messages_out(counter("tingbok_messages_out_total", "WebSocket messages written")),
      bytes_out(counter("tingbok_bytes_out_total", "Payload bytes of WebSocket messages written")),
      clients_ahead(counter("tingbok_clients_ahead_total",
                            "Resumes from a number above the head: a sign of lost history")),
      resumed(counter("tingbok_resumed_total", "Connections that went on from their own number")),
      snapshots_sent(counter("tingbok_snapshots_sent_total", "Snapshots sent to connections")),
      closed_behind(counter("tingbok_closed_behind_total", "Connections closed with 4008")),
      connections(counter("tingbok_connections_total", "TCP connections accepted")),
      handshakes_refused(
          counter("tingbok_handshakes_refused_total", "WebSocket upgrades that were refused")),
      http_requests(counter("tingbok_http_requests_total", "HTTP requests answered")),
      storage_full(counter("tingbok_storage_full_total", "Commands refused on a full disk")),
      sessions(gauge("tingbok_sessions", "Open WebSocket connections")),
      rooms(gauge("tingbok_rooms", "Rooms in memory")),
      ring_bytes(gauge("tingbok_ring_bytes", "Bytes in the rings of recent patches")),
      commit_seconds(histogram("tingbok_commit_seconds",
                               "From giving a transaction to the log until it is durable",
                               {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                0.1, 0.25, 0.5, 1, 2.5, 5})),
      batch_commands(histogram("tingbok_batch_commands", "Commands in one transaction",
                               {1, 2, 4, 8, 16, 32, 64, 128, 256})) {}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace tingbok::ops
