using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;
using Streams.Contract;
using Streams.Grains.Agents;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.Goals;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

/// <summary>
/// One silo, or a cluster of several, with a clock, a log and a grain storage that the test controls. Orleans' background work uses real time; otherwise it would spin
/// while the clock advances.
/// </summary>
internal sealed class GrainHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (int Version, byte[] State)> _subscriptions = new();
    private InProcessTestCluster? _cluster;

    public static readonly DateTimeOffset Start = new(2026, 11, 22, 11, 35, 58, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Start);

    public MemoryLog Log { get; } = new();

    public DictionaryStorage Storage { get; } = new();

    public MemoryGoalRequests GoalRequests { get; } = new();

    public ICompanySource Source { get; init; } = new ListSource(0);

    /// <summary>The registry of running agents; the log keeps it unless a test wraps it.</summary>
    public IRunRegistry Registry { get; private set; } = null!;

    public IGrainFactory Grains => _cluster!.Client;

    public IClusterClient Client => _cluster!.Client;

    public InProcessTestCluster Cluster => _cluster!;

    public static async Task<GrainHost> StartAsync(ICompanySource? source = null, short silos = 1, Func<IRunRegistry, IRunRegistry>? registry = null)
    {
        var host = new GrainHost { Source = source ?? new ListSource(0) };
        host.Registry = registry?.Invoke(host.Log) ?? host.Log;
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddGrainStorage(SnapshotStorage.Name, (_, _) => host.Storage);
            silo.Services.AddGrainStorage(AgentGrain.Storage, (_, _) => host.Storage);
            silo.Services.AddGrainStorage("PubSubStore", (provider, _) => new SerializedStorage(host._subscriptions, provider.GetRequiredService<Serializer>()));
            silo.Services.AddSingleton<NewsQueue>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<NewsQueue>());
            silo.AddPersistentStreams(NewsStreams.Provider, (services, _) => services.GetRequiredService<NewsQueue>(), streams =>
            {
                streams.ConfigurePartitionBalancing((services, _) => services.GetRequiredService<NewsQueue>());

                // News does not wait for the timer.
                streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(1)));
            });
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(host.Time));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton<IEventLog>(host.Log);
            silo.Services.AddSingleton<IStreamQueries>(host.Log);
            silo.Services.AddSingleton(host.Registry);
            silo.Services.AddSingleton<IGoalRequests>(host.GoalRequests);
            silo.Services.AddSingleton(host.Source);
            silo.Services.AddSingleton<AgentMetrics>();
            silo.Services.AddSingleton<LocalRuns>();
            silo.Services.AddSingleton<RunServices>();
            silo.Services.AddSingleton<IAgentWork, OpportunityBot>();
            silo.Services.AddSingleton<IAgentWork, EnrichmentAgent>();
            silo.Services.AddSingleton<IAgentWork, ScoringAgent>();
            silo.Services.AddSingleton<OutboxMetrics>();
            silo.Services.AddSingleton<NewsOutbox>();
            silo.Services.AddSingleton(new SnapshotGate(SnapshotGate.SqliteTurns));
            silo.Services.AddSingleton<StreamMetrics>();
            if (silos == 1)
                return;
            silo.Services.AddHostedService<AgentSupervisor>();
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                (membership.ProbeTimeout, membership.MinProbeTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                membership.NumVotesForDeathDeclaration = 1;
            });
        });
        builder.ConfigureClient(client => client.AddPersistentStreams(NewsStreams.Provider, (_, _) => new NewsQueue(null, host.Time), _ => { }));
        host._cluster = builder.Build();
        await host._cluster.DeployAsync();
        return host;
    }

    public IStreamGrain Stream(string id) => Grains.GetGrain<IStreamGrain>(id);

    public IAgentGrain Agent(AgentAssignment assignment) => Grains.GetGrain<IAgentGrain>(new AgentKey(assignment.StreamId, assignment.AgentId).ToString());

    public async Task<StreamWithAgents> CreateAsync(string id, int target = 50, params NewAgent[] agents)
    {
        var created = await Stream(id).Create(new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(target), null, [.. agents]));
        return Expect(created);
    }

    public async Task<Snapshot> SnapshotAsync(string id) => Expect(await Stream(id).GetSnapshot());

    public Task<Outcome<ReportAck>> ReportAsync(string id, params Report[] reports) => Stream(id).Report([.. reports]);

    /// <summary>Deactivates every idle activation.</summary>
    public Task DeactivateAsync() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Finds the silo on which a grain is active.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(IAddressable grain)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Cluster.GetSiloForAddress(address!)!;
    }

    /// <summary>Counts the activations of a grain class on each silo.</summary>
    public async Task<IReadOnlyCollection<int>> SpreadAsync(Type grainClass)
    {
        var statistics = await Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return [.. statistics.Where(one => one.GrainType.StartsWith(grainClass.FullName!, StringComparison.Ordinal)).Select(one => one.ActivationCount)];
    }

    public static T Expect<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");

    /// <summary>Asks a grain whose silo may be gone: then nobody replies, and the answer is <paramref name="otherwise"/>.</summary>
    public static async Task<T> TryAsync<T>(Func<Task<T>> ask, T otherwise)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return otherwise;
        }
    }

    /// <summary>Asks until the answer satisfies <paramref name="condition"/>. Advances the clock by <paramref name="step"/> after each other answer.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> ask, Predicate<T> condition, TimeSpan step = default)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var answer = await ask();
            if (condition(answer))
                return answer;
            limit.Token.ThrowIfCancellationRequested();
            if (step > TimeSpan.Zero)
                Time.Advance(step);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync() => await _cluster!.DisposeAsync();
}
