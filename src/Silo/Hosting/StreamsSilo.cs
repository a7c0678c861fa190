using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Services;
using Streams.Grains.Agents;
using Streams.Grains.Cluster;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.EventLog.Sqlite;
using Streams.Grains.Goals;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Publishing;
using Streams.Grains.Streams;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>Registers everything that a process needs to run grains. An API host without a cluster uses it too.</summary>
public static class StreamsSilo
{
    /// <summary>The key of the reader of <c>grains.db</c>; the reader without a key is the log's.</summary>
    private const string GrainsFile = "grains.db";

    /// <summary>Adds the silo, the log, the agents and what they need.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="settings">The validated settings.</param>
    /// <param name="clustered">Whether the silo belongs to a cluster; otherwise it is the only one.</param>
    /// <exception cref="OptionsValidationException">A setting is invalid.</exception>
    public static IHostApplicationBuilder AddStreamsSilo(this IHostApplicationBuilder builder, SiloSettings settings, bool clustered)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        builder.AddSettings<StreamOptions, StreamOptionsValidator>();
        builder.AddSettings<RetentionOptions, RetentionOptionsValidator>();
        AddLog(services, settings);
        AddAgents(services, settings);
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<NewsOutbox>();
        services.AddSingleton<StreamMetrics>();
        builder.UseOrleans(silo => Configure(silo, settings, clustered));

        // After Orleans, so that these start when grains can be called and stop before Orleans does.
        services.AddHostedService<AgentSupervisor>();
        services.AddHostedService<RetentionService>();
        if (clustered)
            services.AddHostedService<WarmUp>();
        return builder;
    }

    private static void AddLog(IServiceCollection services, SiloSettings settings)
    {
        services.AddMetrics();
        services.AddSingleton<LogMetrics>();
        if (string.IsNullOrWhiteSpace(settings.Postgres))
            AddSqlite(services, settings);
        else
            AddPostgres(services, settings, settings.Postgres);
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<SqlEventLog>());
        services.AddSingleton<IReadiness, LogReadiness>();
        services.AddSingleton<LogRetention>();
        services.AddSingleton<IStreamQueries>(provider => new SqlStreamQueries(provider.GetRequiredService<ISqlReader>()));
    }

    private static void AddSqlite(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(provider => SqliteStore.Open(
            new SqliteOptions { Folder = Path.GetFullPath(settings.Data), SyncEveryCommit = Synchronous(settings) },
            provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IDataStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton(_ => new SnapshotGate(SnapshotGate.SqliteTurns));
        services.AddSingleton(provider => new SqliteReader(provider.GetRequiredService<SqliteStore>().LogConnectionString));
        services.AddSingleton<ISqlReader>(provider => provider.GetRequiredService<SqliteReader>());
        services.AddSingleton<SqlEventLog, SqliteEventLog>();
        services.AddKeyedSingleton(GrainsFile, (provider, _) => new SqliteReader(provider.GetRequiredService<SqliteStore>().GrainsConnectionString));
        services.AddSingleton<IRunRegistry>(provider => new SqlRunRegistry(provider.GetRequiredKeyedService<SqliteReader>(GrainsFile)));
        services.AddSingleton<IGoalRequests>(provider => new SqlGoalRequests(provider.GetRequiredKeyedService<SqliteReader>(GrainsFile)));
    }

    private static void AddPostgres(IServiceCollection services, SiloSettings settings, string connectionString)
    {
        services.AddPostgresStore(new PostgresOptions { ConnectionString = connectionString, SyncEveryCommit = Synchronous(settings) });
        services.AddSingleton(_ => new SnapshotGate(SnapshotGate.PostgresTurns));
        services.AddSingleton<PostgresReader>();
        services.AddSingleton<ISqlReader>(provider => provider.GetRequiredService<PostgresReader>());
        services.AddSingleton<SqlEventLog, PostgresEventLog>();
        services.AddSingleton<IRunRegistry>(provider => new SqlRunRegistry(provider.GetRequiredService<ISqlReader>()));
        services.AddSingleton<IGoalRequests>(provider => new SqlGoalRequests(provider.GetRequiredService<ISqlReader>()));
    }

    private static void AddAgents(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(_ => CompanySources.Open(Path.GetFullPath(string.IsNullOrWhiteSpace(settings.Companies) ? SiloSettings.ShippedSample : settings.Companies)));
        services.AddSingleton<AgentMetrics>();
        services.AddSingleton<LocalRuns>();
        services.AddSingleton<RunServices>();
        services.AddSingleton<IAgentWork, OpportunityBot>();
        services.AddSingleton<IAgentWork, EnrichmentAgent>();
        services.AddSingleton<IAgentWork, ScoringAgent>();
    }

    private static void Configure(ISiloBuilder silo, SiloSettings settings, bool clustered)
    {
        silo.UseSystemTextJsonGrainStorageSerializer();
        OtlpExport.Propagate(silo);
        OrleansDashboard.AddTo(silo, settings);
        foreach (var storage in (string[])[SnapshotStorage.Name, AgentGrain.Storage])
        {
            silo.AddAdoNetGrainStorage(storage, options => options.Configure<IDataStore>((storageOptions, store) =>
            {
                storageOptions.Invariant = store.GrainsInvariant;
                storageOptions.ConnectionString = store.GrainsConnectionString;
                storageOptions.DeleteStateOnClear = true;
            }));
        }

        if (!clustered)
        {
            Membership.UseAlone(silo, settings);
            NewsProvider.AddTo(silo);
            return;
        }

        Membership.UseCluster(silo, settings);
        silo.Services.AddSingleton(provider => IdentityOf(settings, provider.GetRequiredService<ILocalSiloDetails>().SiloAddress));
        silo.Services.AddSingleton<IGrainService>(provider => ActivatorUtilities.CreateInstance<SiloGate>(
            provider, SiloGates.IdOn(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress)));
        NewsProvider.AddClusteredTo(silo);
        if (settings.Rebalance)
            AddRebalancing(silo, settings);
    }

    private static SiloIdentity IdentityOf(SiloSettings settings, SiloAddress silo) =>
        new(settings.ClusterId, silo.Endpoint.Address.ToString(), silo.Endpoint.Port, silo.Generation);

    private static void AddRebalancing(ISiloBuilder silo, SiloSettings settings)
    {
#pragma warning disable ORLEANSEXP002 // The experimental API may change with a new version of Orleans; only these lines depend on it.
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        silo.Configure<ActivationRebalancerOptions>(options =>
        {
            options.RebalancerDueTime = settings.RebalanceEvery;
            options.SessionCyclePeriod = settings.RebalanceEvery;
        });
    }

    private static bool Synchronous(SiloSettings settings) => string.Equals(settings.Synchronous, "full", StringComparison.OrdinalIgnoreCase);
}
