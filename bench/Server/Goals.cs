using System.Net;
using System.Text.Json;

namespace Streams.Bench.Server;

/// <summary>Creates the streams that reports go to.</summary>
internal static class Goals
{
    /// <returns>Their ids.</returns>
    public static async Task<string[]> CreateAsync(LoadClient client, int count, int callers, CancellationToken cancellation)
    {
        var ids = new string[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellation };
        await Parallel.ForAsync(0, count, options, async (i, token) => ids[i] = await CreateAsync(client, $"Goal {i + 1}", token));
        return ids;
    }

    public static async Task<string> CreateAsync(LoadClient client, string name, CancellationToken cancellation)
    {
        using var body = LoadClient.Body($$$"""{"name":"{{{name}}}","goal_criteria":{"industry":["software"]},"target_metrics":{"companies_to_find":50}}""");
        var reply = await client.PostAsync(client.At("/api/streams/goal"), body, cancellation);
        if (reply.Status != HttpStatusCode.Created)
            throw new BenchFailedException($"A goal was not created: {reply}");
        using var created = JsonDocument.Parse(reply.Body);
        return created.RootElement.GetProperty("stream").GetProperty("id").GetString()!;
    }
}
