using Orleans.Serialization;
using Orleans.Storage;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Silo.Hosting;

/// <summary>
/// The in-memory Orleans stream provider that carries news from silos to API hosts. Messages lost with a silo are detected as gaps in the sequence. Silos and clients of a
/// cluster must have the same number of queues.
/// </summary>
public static class NewsProvider
{
    private const string Subscriptions = "PubSubStore";

    /// <summary>
    /// The number of outbox messages delivered to a host at once. The next delivery waits for the host's answer: with single messages, hosts on a busy machine fell further and
    /// further behind several silos that each send as soon as their last message is queued.
    /// </summary>
    private const int Together = 32;

    /// <summary>Adds it to a single process: one queue, and subscriptions that end with the process.</summary>
    public static void AddTo(ISiloBuilder silo, TimeSpan pollPeriod)
    {
        silo.AddMemoryGrainStorage(Subscriptions);
        AddStreams(silo, queues: 1, pollPeriod);
    }

    /// <summary>Adds it to a silo of a cluster. Subscriptions are stored, so that those of live clients survive the death of a silo.</summary>
    public static void AddClusteredTo(ISiloBuilder silo, SiloSettings settings)
    {
        silo.AddAdoNetGrainStorage(Subscriptions, options => options.Configure<IDataStore, Serializer>((storage, store, serializer) =>
        {
            storage.Invariant = store.GrainsInvariant;
            storage.ConnectionString = store.GrainsConnectionString;
            storage.DeleteStateOnClear = true;

            // This is Orleans' own state, which needs Orleans' own serializer.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        AddStreams(silo, settings.NewsQueues, settings.NewsPollPeriod);
    }

    /// <summary>Adds it to a client of a cluster.</summary>
    public static void AddTo(IClientBuilder client, SiloSettings settings) =>
        client.AddMemoryStreams(NewsStreams.Provider, streams => streams.ConfigurePartitioning(settings.NewsQueues));

    private static void AddStreams(ISiloBuilder silo, int queues, TimeSpan pollPeriod) => silo.AddMemoryStreams(NewsStreams.Provider, streams =>
    {
        streams.ConfigurePartitioning(queues);
        streams.ConfigurePullingAgent(agent => agent.Configure(options =>
        {
            options.GetQueueMsgsTimerPeriod = pollPeriod;
            options.BatchContainerBatchSize = Together;
        }));
    });
}
