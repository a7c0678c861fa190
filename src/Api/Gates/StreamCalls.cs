using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Api.Gates;

/// <summary>
/// Calls streams of a cluster. Under load, requests to streams on one silo share calls to its gate. Every answer tells where its stream is; until then, and when the stream
/// has moved, a call takes one hop more. A stream that was slow is called directly until it has answered. Thread-safe.
/// </summary>
/// <param name="grains">Calls streams and gates.</param>
/// <param name="host">This host.</param>
/// <param name="lost">Raised when a silo may be gone: everything known is then learned again.</param>
/// <param name="routes">The addresses of gates.</param>
/// <param name="metrics">Counts shared calls.</param>
/// <param name="time">Measures the limits.</param>
internal sealed class StreamCalls(IGrainFactory grains, HostIdentity host, ClusterSignal lost, StreamRoutes routes, GateMetrics metrics, TimeProvider time)
    : ISharedRenewals, IDisposable
{
    /// <summary>Heavier requests do not gain from sharing a call.</summary>
    private const int MaxShared = 16;

    /// <summary>At least this many streams are known, at about 150 bytes each.</summary>
    private const int KnownStreams = 100_000;

    /// <summary>The maximum number of renewals that are called directly at once, and for how long each counts: a call to a silo that dies is never answered.</summary>
    private const int Direct = 32;

    private static readonly TimeSpan DirectLimit = TimeSpan.FromSeconds(5);

    private static readonly Refusal TooMany = Refusal.Unavailable("Too many reports are in progress; try again.");
    private readonly StreamPlaces<SiloLane> _places = new(KnownStreams);
    private readonly ConcurrentDictionary<SiloAddress, SiloLane> _lanes = new();
    private readonly ConcurrentDictionary<string, byte> _slow = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _direct = new(Direct);
    private SiloLane? _any;

    /// <summary>A few full calls to each of some silos.</summary>
    public int AtOnce => 8 * SiloLane.MostRenewals;

    /// <summary>Has a stream apply reports.</summary>
    public async Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports)
    {
        if (SiloLane.WeightOf(reports) > MaxShared || LaneFor(streamId) is not { } lane)
            return await ReportAloneAsync(streamId, reports);
        if (lane.TryGoAlone(routes.Alone))
        {
            try
            {
                return await ReportAloneAsync(streamId, reports);
            }
            finally
            {
                lane.Return();
            }
        }

        if (lane.Reports.TryCall(new(streamId, reports, Instrumentation.Caller?.Id)) is not { } call)
            return TooMany;
        var answer = await call;
        return Learn(streamId, lane, answer.Ticket == 0 ? answer : await LateAsync(streamId, lane.Gate.AwaitReport(answer.Ticket)));
    }

    public async Task<Outcome<Position>> RenewAsync(string streamId)
    {
        while (true)
        {
            if (LaneFor(streamId) is { } lane)
            {
                if (lane.Renewals.TryCall(streamId) is not { } call)
                    return TooMany;
                try
                {
                    var answer = await call;
                    return Learn(streamId, lane, answer.Ticket == 0 ? answer : await LateAsync(streamId, lane.Gate.AwaitRenewal(answer.Ticket)));
                }
                catch (LaneEndedException)
                {
                    // It was not sent.
                    continue;
                }
            }

            await _direct.WaitAsync();
            try
            {
                // After a change of the cluster, the first answers open lanes for all others.
                if (LaneFor(streamId) is null)
                    return Learn(streamId, await grains.GetGrain<IStreamGrain>(streamId).RenewLocated(host.Id).WaitAsync(DirectLimit, time));
            }
            finally
            {
                _direct.Release();
            }
        }
    }

    public void Dispose() => _direct.Dispose();

    private async Task<Outcome<ReportAck>> ReportAloneAsync(string streamId, ImmutableArray<Report> reports) =>
        Learn(streamId, await grains.GetGrain<IStreamGrain>(streamId).ReportLocated(reports));

    private SiloLane? LaneFor(string streamId)
    {
        if (_slow.ContainsKey(streamId))
            return null;
        if (_places.Find(streamId) is { HasEnded: false } lane)
            return lane;
        return routes.SharesUnknown && Volatile.Read(ref _any) is { HasEnded: false } any ? any : null;
    }

    private async Task<GateAnswer<T>> LateAsync<T>(string streamId, Task<GateAnswer<T>> answer)
    {
        _slow.TryAdd(streamId, 0);
        try
        {
            return await answer;
        }
        finally
        {
            _slow.TryRemove(streamId, out _);
        }
    }

    private Outcome<T> Learn<T>(string streamId, Located<T> located)
    {
        Learn(streamId, located.Place);
        return located.Outcome;
    }

    private Outcome<T> Learn<T>(string streamId, SiloLane lane, GateAnswer<T> answer)
    {
        if (answer.Failure is { } failure)
        {
            _places.Forget(streamId);
            ExceptionDispatchInfo.Throw(failure);
        }

        if (answer.Elsewhere is { } place)
            Learn(streamId, place);
        else if (_places.Find(streamId) != lane)
            _places.Set(streamId, lane);
        return answer.Outcome;
    }

    private void Learn(string streamId, SiloPlace place)
    {
        if (routes.AddressOf(place) is not { } address)
        {
            _places.Forget(streamId);
            return;
        }

        if (!_lanes.TryGetValue(address, out var lane) || lane.HasEnded)
            lane = Open(address);
        if (Volatile.Read(ref _any) is null or { HasEnded: true })
            Volatile.Write(ref _any, lane);
        if (_places.Find(streamId) != lane)
            _places.Set(streamId, lane);
    }

    private SiloLane Open(SiloAddress address)
    {
        foreach (var (silo, old) in _lanes)
        {
            if (old.HasEnded)
                _lanes.TryRemove(KeyValuePair.Create(silo, old));
        }

        return _lanes.GetOrAdd(address, _ => new(grains.GetGrain<ISiloGate>(SiloGates.IdOn(address)), host.Id, lost.Next, metrics, time));
    }
}
