using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Api.Http.Reports;

/// <summary>The metrics of report delivery to a cluster, on the meter <c>Streams</c>. Thread-safe.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _retries;

    public DeliveryMetrics(IMeterFactory meters)
    {
        _retries = meters.Create(Instrumentation.Name).CreateCounter<long>("streams.delivery.retries", "{retry}",
            "Batches of reports sent to their stream again, because there was no reply or the cluster could not be reached");

        // A counter that appears with its first increase hides that increase.
        _retries.Add(0);
    }

    public void Retried() => _retries.Add(1);
}
