using Orleans.Serialization;
using Orleans.Storage;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Silo.Hosting;

/// <summary>
/// The Orleans stream provider that carries news from silos to API hosts, in memory: what is lost with a silo is found missing by its sequence. Silos and clients of a
/// cluster must have the same number of queues.
/// </summary>
public static class NewsProvider
{
    private const string Subscriptions = "PubSubStore";

    /// <summary>
    /// How many messages of the outboxes are handed to a host at once. It is handed the next when it has answered; one by one, hosts on a busy machine fell ever further
    /// behind several silos that each send whenever their last message is in the queue.
    /// </summary>
    private const int Together = 32;

    /// <summary>One process: one queue, and subscriptions that go with the process.</summary>
    public static void AddTo(ISiloBuilder silo, TimeSpan pollPeriod)
    {
        silo.AddMemoryGrainStorage(Subscriptions);
        AddStreams(silo, queues: 1, pollPeriod);
    }

    /// <summary>A silo of a cluster: subscriptions are stored, so that those of the living outlast a silo that dies.</summary>
    public static void AddClusteredTo(ISiloBuilder silo, SiloSettings settings)
    {
        silo.AddAdoNetGrainStorage(Subscriptions, options => options.Configure<IDataStore, Serializer>((storage, store, serializer) =>
        {
            storage.Invariant = store.GrainsInvariant;
            storage.ConnectionString = store.GrainsConnectionString;
            storage.DeleteStateOnClear = true;

            // Orleans' own state: it is written for Orleans' own serializer.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        AddStreams(silo, settings.NewsQueues, settings.NewsPollPeriod);
    }

    /// <summary>A client of a cluster.</summary>
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
