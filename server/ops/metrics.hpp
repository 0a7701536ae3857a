/// The server's figures, in Prometheus' text format at /metrics. All may be used from any thread.
#pragma once

#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace tingbok::ops {

class Metrics {
 private:
  prometheus::Registry registry_;
  prometheus::Counter& counter(const char* name, const char* help);
  prometheus::Gauge& gauge(const char* name, const char* help);
  prometheus::Histogram& histogram(const char* name, const char* help,
                                   const prometheus::Histogram::BucketBoundaries& bounds);

 public:
  Metrics();

  prometheus::Counter& actions;
  prometheus::Counter& events;
  prometheus::Counter& refusals;
  prometheus::Counter& repeats;
  prometheus::Counter& batches;
  prometheus::Counter& messages_out;
  prometheus::Counter& bytes_out;
  prometheus::Counter& clients_ahead;
  prometheus::Counter& resumed;
  prometheus::Counter& snapshots_sent;
  prometheus::Counter& closed_behind;
  prometheus::Counter& connections;
  prometheus::Counter& handshakes_refused;
  prometheus::Counter& http_requests;
  prometheus::Counter& storage_full;
  prometheus::Gauge& sessions;
  prometheus::Gauge& rooms;
  prometheus::Gauge& ring_bytes;
  prometheus::Histogram& commit_seconds;
  prometheus::Histogram& batch_commands;

  /// All of them, as text.
  std::string text() const;
};

}  // namespace tingbok::ops
