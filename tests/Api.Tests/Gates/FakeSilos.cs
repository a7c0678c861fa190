using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Tests.Gates;

/// <summary>Silos with a gate each, and the streams on them. Records every call.</summary>
public class FakeSilos : DispatchProxy
{
    private readonly Dictionary<GrainId, FakeGate> _gates = [];

    public Dictionary<string, SiloPlace> Places { get; } = [];

    /// <summary>The calls in order: <c>stream s1</c> for a direct call, <c>gate 1: s1 s2</c> for a shared one.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What every answer waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The streams whose answers are late.</summary>
    public Dictionary<string, TaskCompletionSource> Late { get; } = [];

    /// <summary>The silos whose gates do not answer any more.</summary>
    public HashSet<SiloPlace> Dead { get; } = [];

    /// <summary>The streams that cannot be called.</summary>
    public HashSet<string> Unreachable { get; } = [];

    public static (IGrainFactory Grains, FakeSilos Silos) Create()
    {
        var grains = Create<IGrainFactory, FakeSilos>();
        return (grains, (FakeSilos)(object)grains);
    }

    public static SiloPlace Place(int number) => new(
        SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1_000 + number), 1), SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 2_000 + number), 1));

    internal Located<ReportAck> Reported(string streamId) =>
        Unreachable.Contains(streamId) ? throw new SiloUnavailableException(streamId) : new(new ReportAck(1, 0, new("e", 7)), Places[streamId]);

    internal Located<Position> Renewed(string streamId) => new(new Position("e", 7), Places[streamId]);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args![0] switch
    {
        string streamId => FakeStream.Of(this, streamId),
        GrainId id => _gates.TryGetValue(id, out var gate) ? gate : _gates[id] = new(this, Places.Values.First(place => SiloGates.IdOn(place.Gateway!) == id || SiloGates.IdOn(place.Silo) == id)),
        _ => throw new NotSupportedException(),
    };
}

public class FakeStream : DispatchProxy
{
    private FakeSilos _silos = null!;
    private string _id = "";

    public static IStreamGrain Of(FakeSilos silos, string id)
    {
        var stream = Create<IStreamGrain, FakeStream>();
        (((FakeStream)(object)stream)._silos, ((FakeStream)(object)stream)._id) = (silos, id);
        return stream;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _silos.Calls.Add($"stream {_id}");
        return targetMethod!.Name == nameof(IStreamGrain.ReportLocated) ? AnswerAsync(() => _silos.Reported(_id)) : AnswerAsync(() => _silos.Renewed(_id));
    }

    private async Task<T> AnswerAsync<T>(Func<T> answer)
    {
        await _silos.Gate;
        return answer();
    }
}

internal sealed class FakeGate(FakeSilos silos, SiloPlace place) : ISiloGate
{
    private readonly Dictionary<long, string> _tickets = [];

    public Task<ImmutableArray<GateAnswer<ReportAck>>> Report(ImmutableArray<StreamReports> calls) => AnswerAsync([.. calls.Select(call => call.StreamId)], silos.Reported);

    public Task<ImmutableArray<GateAnswer<Position>>> Renew(string host, ImmutableArray<string> streamIds) => AnswerAsync([.. streamIds], silos.Renewed);

    public Task<GateAnswer<ReportAck>> AwaitReport(long ticket) => AwaitAsync(ticket, silos.Reported);

    public Task<GateAnswer<Position>> AwaitRenewal(long ticket) => AwaitAsync(ticket, silos.Renewed);

    private async Task<ImmutableArray<GateAnswer<T>>> AnswerAsync<T>(string[] streams, Func<string, Located<T>> answer)
    {
        silos.Calls.Add($"gate {place.Silo.Endpoint.Port - 1_000}: {string.Join(' ', streams)}");
        await silos.Gate;
        if (silos.Dead.Contains(place))
            throw new SiloUnavailableException();
        return [.. streams.Select(stream => silos.Late.ContainsKey(stream) ? Ticket<T>(stream) : Answer(stream, answer))];
    }

    private GateAnswer<T> Ticket<T>(string stream)
    {
        _tickets[_tickets.Count + 1] = stream;
        return new(default, Ticket: _tickets.Count);
    }

    private GateAnswer<T> Answer<T>(string stream, Func<string, Located<T>> answer)
    {
        try
        {
            var (outcome, at) = answer(stream);
            return new(outcome, at == place ? null : at);
        }
        catch (SiloUnavailableException failure)
        {
            return new(default, Failure: failure);
        }
    }

    private async Task<GateAnswer<T>> AwaitAsync<T>(long ticket, Func<string, Located<T>> answer)
    {
        silos.Calls.Add($"late {_tickets[ticket]}");
        await silos.Late[_tickets[ticket]].Task;
        return Answer(_tickets[ticket], answer);
    }
}
