using System.Collections.Concurrent;
using System.Diagnostics;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout;

/// <summary>Publishes numbered events to a set of streams.</summary>
internal sealed class Publisher(Adaptor adaptor, string[] streams)
{
    private readonly long[] _numbers = new long[streams.Length];
    private readonly ConcurrentDictionary<string, int> _errors = new();
    private long _answered;

    /// <summary>Events handed to the server so far, over all streams. A stream's numbers start at 1.</summary>
    public long Sent => _numbers.Sum();

    /// <summary>Events that the server has not answered yet.</summary>
    public long Unanswered => Sent - Interlocked.Read(ref _answered);

    /// <summary>Why requests failed, and how many.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Open loop: keeps to the schedule whether or not the server answers, spread evenly over the streams.</summary>
    public Task AtRate(int perSecondAndStream, CancellationToken stop) => Task.Run(
        async () =>
        {
            var (perSecond, start) = (perSecondAndStream * streams.Length, Stopwatch.GetTimestamp());
            for (long sent = 0; !stop.IsCancellationRequested;)
            {
                for (var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond); sent < due; sent++)
                    _ = PublishAsync((int)(sent % streams.Length));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            }
        },
        CancellationToken.None);

    /// <summary>Closed loop: as fast as the server accepts, with at most <paramref name="inFlight"/> requests unanswered.</summary>
    public Task Flood(int inFlight, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(
        async () =>
        {
            for (var i = worker; !stop.IsCancellationRequested; i += inFlight)
                await PublishAsync(i % streams.Length);
        },
        CancellationToken.None)));

    private async Task PublishAsync(int stream)
    {
        try
        {
            await adaptor.PublishAsync(streams[stream], Interlocked.Increment(ref _numbers[stream]), Payload.Now);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or BenchFailedException)
        {
            _errors.AddOrUpdate(error.Message, 1, (_, times) => times + 1);
        }
        finally
        {
            Interlocked.Increment(ref _answered);
        }
    }
}
