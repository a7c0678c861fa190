using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Telemetry;

namespace Streams.Api.Gates;

/// <summary>The shared calls of this host to one silo. Ends with the first call that fails, and when a silo is lost: whoever needs one then starts another. Thread-safe.</summary>
internal sealed class SiloLane
{
    /// <summary>The maximum weight of a shared call, in reports: at most about 5 MB.</summary>
    private const int MostReports = 512;

    /// <summary>The maximum number of streams in a call for renewals.</summary>
    public const int MostRenewals = 1_024;

    /// <summary>The maximum weight of the reports that wait, at most about 10 KB each.</summary>
    private const int CapacityReports = 4_096;

    private const int CapacityRenewals = 100_000;

    /// <summary>The second call is filled while the first is on its way. More would be smaller calls and commits.</summary>
    private const int AtOnce = 2;

    /// <summary>The time limit of a call. A gate answers within a second; a silo that does not is gone, or about to be declared dead.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(3);

    private readonly Task _lost;
    private readonly GateMetrics _metrics;
    private readonly TimeProvider _time;
    private volatile bool _ended;
    private int _alone;

    /// <param name="gate">The silo's gate.</param>
    /// <param name="host">The id of this host, for its leases.</param>
    /// <param name="lost">Completes when a silo is lost.</param>
    /// <param name="metrics">Counts the calls.</param>
    /// <param name="time">Measures the time limit of calls.</param>
    public SiloLane(ISiloGate gate, string host, Task lost, GateMetrics metrics, TimeProvider time)
    {
        (Gate, _lost, _metrics, _time) = (gate, lost, metrics, time);
        Reports = new(
            calls => CallAsync(calls.Count, () => gate.Report([.. calls])), static call => WeightOf(call.Reports), AtOnce, MostReports, CapacityReports);
        Renewals = new(calls => CallAsync(calls.Count, () => gate.Renew(host, [.. calls])), static _ => 1, AtOnce, MostRenewals, CapacityRenewals);
    }

    public ISiloGate Gate { get; }

    public SharedCalls<StreamReports, GateAnswer<ReportAck>> Reports { get; }

    public SharedCalls<string, GateAnswer<Position>> Renewals { get; }

    public bool HasEnded => _ended || _lost.IsCompleted;

    /// <summary>Lets a request go alone, until <see cref="Return"/>, unless <paramref name="most"/> are on their way.</summary>
    public bool TryGoAlone(int most)
    {
        if (Interlocked.Increment(ref _alone) <= most)
            return true;
        Return();
        return false;
    }

    /// <summary>A request that went alone was answered.</summary>
    public void Return() => Interlocked.Decrement(ref _alone);

    /// <summary>The size of a request relative to a report of one item.</summary>
    public static int WeightOf(ImmutableArray<Report> reports)
    {
        var weight = 0;
        foreach (var report in reports)
            weight += report is ItemsReport { Items.Length: > 1 and var items } ? items : 1;
        return weight;
    }

    private async Task<IReadOnlyList<GateAnswer<T>>> CallAsync<T>(int requests, Func<Task<ImmutableArray<GateAnswer<T>>>> call)
    {
        if (HasEnded)
            throw new LaneEndedException();
        _metrics.Called(requests);

        // Each request in the call has its own trace.
        Instrumentation.DetachFromTrace();
        using var untraced = Instrumentation.Source.HasListeners() ? Instrumentation.BeginUntraced() : null;
        try
        {
            return await call().WaitAsync(CallLimit, _time);
        }
        catch
        {
            _ended = true;
            throw;
        }
    }
}
