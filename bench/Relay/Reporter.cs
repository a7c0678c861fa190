using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>
/// Reports to one stream on schedule, one request at a time. Reports that fall due during a request go together in the next one, as in the client's broadcaster.
/// </summary>
/// <param name="client">The client of an API host.</param>
/// <param name="stream">The stream. Nothing else reports to it.</param>
/// <param name="index">Its number in the schedule.</param>
/// <param name="schedule">When reports are due.</param>
/// <param name="activityEvery">Every Nth report is an activity.</param>
internal sealed class Reporter(LoadClient client, WatchedStream stream, int index, Schedule schedule, int activityEvery)
{
    /// <summary>The server's limit of reports per request.</summary>
    private const int MaxBatch = 1_000;

    private readonly Uri _address = client.At($"/api/streams/{stream.Id}/reports");

    // Recorded in the stream's due times and not yet acknowledged.
    private int _inFlight;

    public int Acknowledged { get; private set; }

    /// <summary>From due time to acknowledgement, of measured reports.</summary>
    public Latencies Acknowledgements { get; } = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (Acknowledged < schedule.Reports)
        {
            if (CountDue() is > 0 and var count)
                await ReportAsync(count, cancellation);
            else
                await UntilAsync(schedule.Due(index, Acknowledged), cancellation);
        }
    }

    /// <summary>Counts each measured report that was never sent as taking until now, for each watcher of the stream.</summary>
    public void CountUnsent(Latencies missing, long now, int watchers)
    {
        for (var report = Acknowledged + _inFlight; report < schedule.Reports; report++)
        {
            if (Measured(report) is not 0 and var due)
                missing.Add(Stopwatch.GetElapsedTime(due, now), watchers);
        }
    }

    // Rounded up: a delay of less than a millisecond would return at once.
    private static Task UntilAsync(long due, CancellationToken cancellation)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds;
        return Task.Delay(TimeSpan.FromMilliseconds(Math.Max(Math.Ceiling(wait), 0)), TimeProvider.System, cancellation);
    }

    private int CountDue()
    {
        var (now, count, most) = (Stopwatch.GetTimestamp(), 0, Math.Min(MaxBatch, schedule.Reports - Acknowledged));
        while (count < most && schedule.Due(index, Acknowledged + count) <= now)
            count++;
        return count;
    }

    private async Task ReportAsync(int count, CancellationToken cancellation)
    {
        var (first, head) = (Acknowledged, stream.Head);
        _inFlight = count;
        for (var i = 0; i < count; i++)
            stream.Due[head + 1 + i] = Measured(first + i);
        using var body = ReportText.Body(first, count, activityEvery);
        var reply = await client.PostAsync(_address, body, cancellation);
        if (!Acknowledgement.IsFor(reply, count))
            throw new BenchFailedException($"Reports were not acknowledged: {reply}");

        // Events that the stream raised itself have shifted the sequences of the later ones.
        var seq = Acknowledgement.Seq(reply);
        for (var raised = head + count + 1; raised <= seq; raised++)
            stream.Due[raised] = Measured(first + count - 1);
        stream.Head = seq;
        (Acknowledged, _inFlight) = (first + count, 0);
        Count(first, count);
    }

    private void Count(int first, int count)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = first; i < first + count; i++)
        {
            if (Measured(i) is not 0 and var due)
                Acknowledgements.Add(Stopwatch.GetElapsedTime(due, now));
        }
    }

    private long Measured(int report) => schedule.Due(index, report) is var due && schedule.IsMeasured(due) ? due : 0;
}
