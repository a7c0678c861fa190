using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;

namespace Streams.Silo.Hosting;

/// <summary>The Orleans stream provider that carries news from silos to API hosts: <see cref="NewsQueue"/>, and where its subscriptions are stored.</summary>
public static class NewsProvider
{
    private const string Subscriptions = "PubSubStore";

    /// <summary>
    /// The number of outbox messages delivered to a host at once. The next delivery waits for the host's answer: with single messages, hosts on a busy machine fell further and
    /// further behind several silos that each send as soon as their last message is queued.
    /// </summary>
    private const int Together = 32;

    /// <summary>Adds it to a single process: subscriptions end with the process.</summary>
    public static void AddTo(ISiloBuilder silo)
    {
        silo.AddMemoryGrainStorage(Subscriptions);
        AddStreams(silo);
    }

    /// <summary>Adds it to a silo of a cluster. Subscriptions are stored, so that those of live clients survive the death of a silo.</summary>
    public static void AddClusteredTo(ISiloBuilder silo)
    {
        silo.AddAdoNetGrainStorage(Subscriptions, options => options.Configure<IDataStore, Serializer>((storage, store, serializer) =>
        {
            storage.Invariant = store.GrainsInvariant;
            storage.ConnectionString = store.GrainsConnectionString;
            storage.DeleteStateOnClear = true;

            // This is Orleans' own state, which needs Orleans' own serializer.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        AddStreams(silo);
    }

    /// <summary>Adds it to a client of a cluster, which only subscribes.</summary>
    public static void AddTo(IClientBuilder client) =>
        client.AddPersistentStreams(NewsStreams.Provider, static (services, _) => new NewsQueue(null, services.GetRequiredService<TimeProvider>()), static _ => { });

    private static void AddStreams(ISiloBuilder silo)
    {
        silo.Services.AddSingleton(services => new NewsQueue(services.GetRequiredService<OutboxMetrics>(), services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<NewsQueue>());
        silo.AddPersistentStreams(NewsStreams.Provider, static (services, _) => services.GetRequiredService<NewsQueue>(), streams =>
        {
            streams.ConfigurePartitionBalancing(static (services, _) => services.GetRequiredService<NewsQueue>());
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                // Between two reads that found nothing.
                options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(1);
                options.BatchContainerBatchSize = Together;
            }));
        });
    }
}
