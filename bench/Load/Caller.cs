using System.Diagnostics;

namespace Streams.Bench.Load;

/// <summary>One connection that reports again as soon as it is answered, going round over its streams.</summary>
/// <param name="server">Where.</param>
/// <param name="client">Its way in.</param>
/// <param name="body">What it sends.</param>
/// <param name="streams">Its streams.</param>
internal sealed class Caller(IUnderLoad server, LoadClient client, ReportBody body, IReadOnlyList<string> streams)
{
    private readonly Uri[] _addresses = [.. streams.Select(id => client.At($"/api/streams/{id}/{body.Endpoint}"))];

    /// <summary>Of the requests that were acknowledged while it was measured.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Requests that were not acknowledged, in the warm-up too.</summary>
    public int Failures { get; private set; }

    public string? FirstFailure { get; private set; }

    public async Task RunAsync(Phases phases, CancellationToken cancellation)
    {
        for (var i = 0; phases.Now != Phase.Over && !server.IsGone; i++)
        {
            body.Renew();
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
