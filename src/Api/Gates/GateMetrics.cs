using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Api.Gates;

/// <summary>The metrics of shared calls, on the meter <c>Streams</c>. Thread-safe.</summary>
internal sealed class GateMetrics
{
    private readonly Counter<long> _calls;
    private readonly Counter<long> _requests;

    public GateMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _calls = meter.CreateCounter<long>("streams.gate.calls", "{call}", "Calls to the gates of silos.");
        _requests = meter.CreateCounter<long>("streams.gate.requests", "{request}", "Requests and renewals in calls to the gates of silos; by calls, their average size.");

        // A counter that appears with its first increase hides that increase.
        _calls.Add(0);
        _requests.Add(0);
    }

    public void Called(int requests)
    {
        _calls.Add(1);
        _requests.Add(requests);
    }
}
