using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Relay;
using Streams.Api.Tests.Hosting;

namespace Streams.Relay.Tests;

/// <summary>A relay over a fake source and a fake clock.</summary>
internal sealed class RelayHarness
{
    public RelayHarness(Action<RelayOptions>? configure = null, PipeScheduler? pool = null)
    {
        var options = new RelayOptions();
        configure?.Invoke(options);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        Relay = new(Source, Options.Create(options), Time, new(meters), LoggerFactory.Create(logging => logging.AddProvider(Logs)).CreateLogger<StreamRelay>(), pool);
    }

    public FakeTimeProvider Time { get; } = new(FakeLog.Start);

    public FakeSource Source { get; } = new();

    public StreamRelay Relay { get; }

    /// <summary>The warnings and errors of the relay.</summary>
    public LogList Logs { get; } = new();

    public FrameClient Client(FakeLog log) => new(Relay, log);

    public async Task<FrameClient> WatchAsync(FakeLog log)
    {
        var client = Client(log);
        Assert.NotNull((await client.WatchAsync()).Snapshot);
        return client;
    }
}
