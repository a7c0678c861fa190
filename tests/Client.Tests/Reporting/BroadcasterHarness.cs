using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Reporting;

/// <summary>A broadcaster, and a server that records the reports it accepts, each id once.</summary>
internal sealed class BroadcasterHarness
{
    private readonly ConcurrentDictionary<string, int> _recorded = [];

    public BroadcasterHarness(Action<StreamsClientOptions>? configure = null, Func<double>? random = null)
    {
        var options = new StreamsClientOptions();
        configure?.Invoke(options);
        Server = new(Time) { Answer = (received, _) => Task.FromResult(Accept(received)) };
        var client = new StreamsClient(
            new(Server) { BaseAddress = new("http://server/"), Timeout = Timeout.InfiniteTimeSpan }, options, Time, NullLoggerFactory.Instance, random ?? (() => 0.5));
        Agent = client.CreateBroadcaster("s1");
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public FakeServer Server { get; }

    public ProgressBroadcaster Agent { get; }

    public ICollection<string> Recorded => _recorded.Keys;

    public HttpResponseMessage Accept(Received received)
    {
        var accepted = received.ReportIds.Count(id => _recorded.TryAdd(id, received.Number));
        return FakeServer.Json(
            $$"""{"accepted":{{accepted}},"duplicates":{{received.Reports.Length - accepted}},"position":{"epoch":"e","seq":{{_recorded.Count}} } }""");
    }

    public Task<BroadcastAck> ReportAsync(string message, string? id = null, CancellationToken cancellation = default) =>
        Agent.BroadcastActivityAsync("a1", "Agent", "crawler", ActivityType.Progress, message, reportId: id, cancellationToken: cancellation);

    public void Pass(double milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public static Task<HttpResponseMessage> Never(CancellationToken cancellation)
    {
        // Continues synchronously when it is cancelled, so that time does not run ahead of it.
        var never = new TaskCompletionSource<HttpResponseMessage>();
        cancellation.Register(() => never.TrySetCanceled(cancellation));
        return never.Task;
    }
}
