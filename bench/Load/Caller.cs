using System.Diagnostics;

namespace Streams.Bench.Load;

/// <summary>One connection that sends the next report as soon as the last is answered, to its streams in turn.</summary>
internal sealed class Caller(ISystemUnderTest system, LoadClient client, ReportBody body, IReadOnlyList<string> streams)
{
    private readonly Uri[] _addresses = [.. streams.Select(id => client.At($"/api/streams/{id}/{body.Endpoint}"))];

    /// <summary>Latencies of the requests acknowledged in the measured phase.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Requests that were not acknowledged, including those in the warm-up.</summary>
    public int Failures { get; private set; }

    public string? FirstFailure { get; private set; }

    public async Task RunAsync(Phases phases, CancellationToken cancellation)
    {
        for (var i = 0; phases.Now != Phase.Over && !system.HasExited; i++)
        {
            body.NextRequest();
            var began = Stopwatch.GetTimestamp();
            try
            {
                var reply = await client.PostAsync(_addresses[i % _addresses.Length], body.Content, cancellation);
                if (!Acknowledgement.IsFor(reply, body.Batch))
                    Fail($"{reply}");
                else if (phases.Now == Phase.Measured)
                    Latencies.Add(Stopwatch.GetElapsedTime(began));
            }
            catch (HttpRequestException failure)
            {
                Fail(failure.Message);
            }
        }
    }

    private void Fail(string what)
    {
        Failures++;
        FirstFailure ??= what;
    }
}
