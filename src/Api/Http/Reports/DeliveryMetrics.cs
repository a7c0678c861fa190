using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Api.Http.Reports;

/// <summary>What an API host of a cluster counts on the way to streams, on the meter <c>Streams</c>. Thread-safe.</summary>
public sealed class DeliveryMetrics
{
    private readonly Counter<long> _retries;

    /// <summary>Makes the instruments; <paramref name="meters"/> owns the meter.</summary>
    public DeliveryMetrics(IMeterFactory meters)
    {
        _retries = meters.Create(Instrumentation.Name).CreateCounter<long>("streams.delivery.retries", "{retry}",
            "Batches of reports that were sent to their stream once more: no answer came, or the cluster could not be reached.");

        // A counter that is not there until it first counts hides its first increase.
        _retries.Add(0);
    }

    /// <summary>A batch was sent once more.</summary>
    public void Retried() => _retries.Add(1);
}
