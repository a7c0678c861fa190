using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Streams.Grains.Agents;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.EventLog.Sqlite;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Silo.Hosting;

/// <summary>Everything that a process needs to run grains. The API hosts the same in its own process when it runs alone.</summary>
public static class StreamsSilo
{
    /// <summary>What Orleans calls the service; grain states are stored under it, so it never changes.</summary>
    private const string Name = "streams";

    /// <summary>Adds the silo, the log, the agents and what they need.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static IHostApplicationBuilder AddStreamsSilo(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new SiloSettings();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StreamOptions>().BindConfiguration(SiloSettings.Section)
            .Validate(options => options.SilenceLimit >= TimeSpan.FromSeconds(1), "Streams:SilenceLimit must be at least 1 s (00:00:01).")
            .Validate(options => options is { SnapshotEvery: > 0, MaxKnownItems: > 0 }, "Streams:SnapshotEvery and Streams:MaxKnownItems must be at least 1.")
            .ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section)
            .Validate(
                options => options.ThinAfter >= ReportWindow.Age && options.Interval >= TimeSpan.FromMilliseconds(1) && options.Every >= TimeSpan.FromSeconds(1),
                "Streams:Retention:ThinAfter must be at least 10 minutes (00:10:00), Interval at least 1 ms (00:00:00.001) and Every at least 1 s (00:00:01).")
            .ValidateOnStart();
        AddLog(services, settings);
        AddAgents(services, settings);
        services.AddSingleton<NewsOutbox>();
        services.AddSingleton<SnapshotGate>();
        builder.UseOrleans(silo => Configure(silo, settings));

        // After Orleans, so that it starts when there are grains to call and stops before they go.
        services.AddHostedService<AgentSupervisor>();
        services.AddHostedService<RetentionService>();
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
        services.AddSingleton<LogRetention>();
        services.AddSingleton<IStreamQueries>(provider => new SqlStreamQueries(provider.GetRequiredService<ISqlReader>()));
    }

    private static void AddSqlite(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(provider => SqliteStore.Open(
            new SqliteOptions { Folder = Path.GetFullPath(settings.Data), SyncEveryCommit = Synchronous(settings) },
            provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IDataStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton(provider => new SqliteReader(provider.GetRequiredService<SqliteStore>().LogConnectionString));
        services.AddSingleton<ISqlReader>(provider => provider.GetRequiredService<SqliteReader>());
        services.AddSingleton<SqlEventLog, SqliteEventLog>();
        services.AddSingleton<IRunRegistry>(provider => new SqlRunRegistry(new SqliteReader(provider.GetRequiredService<SqliteStore>().GrainsConnectionString)));
    }

    private static void AddPostgres(IServiceCollection services, SiloSettings settings, string connectionString)
    {
        var options = new PostgresOptions { ConnectionString = connectionString, SyncEveryCommit = Synchronous(settings) };
        services.AddSingleton(provider => OpenPostgres(options, provider.GetRequiredService<ILogger<PostgresStore>>()));
        services.AddSingleton<IDataStore>(provider => provider.GetRequiredService<PostgresStore>());
        services.AddSingleton<PostgresReader>();
        services.AddSingleton<ISqlReader>(provider => provider.GetRequiredService<PostgresReader>());
        services.AddSingleton<SqlEventLog, PostgresEventLog>();
        services.AddSingleton<IRunRegistry>(provider => new SqlRunRegistry(provider.GetRequiredService<ISqlReader>()));
    }

    private static PostgresStore OpenPostgres(PostgresOptions options, ILogger logger)
    {
        try
        {
            return PostgresStore.Open(options, logger);
        }
        catch (ArgumentException exception)
        {
            // Not the string itself: it may hold a password.
            throw new InvalidSettingException(
                $"Streams:Postgres must be a connection string such as 'Host=localhost;Database=streams;Username=streams;Password=…': {exception.Message}");
        }
    }

    private static void AddAgents(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(_ => CompanySources.Open(Path.GetFullPath(settings.Companies ?? SiloSettings.ShippedSample)));
        services.AddSingleton<IAgentWork, OpportunityBot>();
        services.AddSingleton<IAgentWork, EnrichmentAgent>();
        services.AddSingleton<IAgentWork, ScoringAgent>();
    }

    private static void Configure(ISiloBuilder silo, SiloSettings settings)
    {
        if (!IPAddress.TryParse(settings.Address, out var address))
            throw new InvalidSettingException($"Streams:Address is '{settings.Address}'; it must be an IP address for Orleans to listen on, such as 127.0.0.1.");
        var port = settings.SiloPort == 0 ? FreePort.On(address) : settings.SiloPort;
        silo.UseLocalhostClustering(port, settings.GatewayPort, primarySiloEndpoint: null, serviceId: Name, clusterId: Name);
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = address);
        silo.UseSystemTextJsonGrainStorageSerializer();
        foreach (var storage in (string[])[StreamGrain.SnapshotStorage, AgentGrain.Storage])
        {
            silo.AddAdoNetGrainStorage(storage, options => options.Configure<IDataStore>((storageOptions, store) =>
            {
                storageOptions.Invariant = store.GrainsInvariant;
                storageOptions.ConnectionString = store.GrainsConnectionString;
                storageOptions.DeleteStateOnClear = true;
            }));
        }

        // News that is lost with its silo is found missing by its sequence: memory is enough.
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(NewsStreams.Provider, streams =>
        {
            streams.ConfigurePartitioning(1);
            streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = settings.NewsPollPeriod));
        });
    }

    private static bool Synchronous(SiloSettings settings) => settings.Synchronous.ToUpperInvariant() switch
    {
        "FULL" => true,
        "NORMAL" => false,
        _ => throw new InvalidSettingException($"Streams:Synchronous is '{settings.Synchronous}'; it must be 'full' or 'normal'."),
    };
}
