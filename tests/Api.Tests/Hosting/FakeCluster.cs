using System.Collections.Concurrent;
using System.Reflection;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Tests.Hosting;

/// <summary>A cluster in a dictionary: the grains of the interfaces, by the rules of the real ones, without Orleans.</summary>
public class FakeCluster : DispatchProxy
{
    private readonly ConcurrentDictionary<string, FakeStreamGrain> _streams = new();
    private readonly ConcurrentDictionary<string, FakeAgentGrain> _agents = new();

    /// <summary>What every call of a grain throws, if anything.</summary>
    public Exception? Failure { get; set; }

    internal IReadOnlyCollection<FakeStreamGrain> Streams => [.. _streams.Values];

    public static (IGrainFactory Grains, FakeCluster Cluster) Create()
    {
        var grains = Create<IGrainFactory, FakeCluster>();
        return (grains, (FakeCluster)(object)grains);
    }

    internal FakeStreamGrain Stream(string id) => _streams.GetOrAdd(id, key => new FakeStreamGrain(key));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Failure is not null)
            throw Failure;
        var type = targetMethod!.GetGenericArguments()[0];
        return type == typeof(IStreamGrain) ? Stream((string)args![0]!)
            : type == typeof(ICatalogGrain) ? new FakeCatalogGrain(this)
            : _agents.GetOrAdd((string)args![0]!, key => new FakeAgentGrain(this, AgentKey.Parse(key)));
    }
}
