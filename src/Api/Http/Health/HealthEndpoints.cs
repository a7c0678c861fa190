using Streams.Api.Http.OpenApi;

namespace Streams.Api.Http.Health;

/// <summary>For whoever starts, stops and routes to the process.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "Health";
    private const string Ok = "ok";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Reply.Json(new HealthReply(Ok), StatusCodes.Status200OK))
            .Described("Live", Tag, "Whether the process is there", "Asks nothing else.")
            .Answers<HealthReply>(StatusCodes.Status200OK)
            .DisableHttpMetrics();
        routes.MapGet("/health/ready", ReadyAsync)
            .Described("Ready", Tag, "Whether the process can serve", "503 where storage or cluster cannot be reached.")
            .Answers<ReadinessReply>(StatusCodes.Status200OK)
            .Answers<ReadinessReply>(StatusCodes.Status503ServiceUnavailable)
            .DisableHttpMetrics();
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, IEnumerable<IReadiness> readiness, TimeProvider time)
    {
        using var due = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(due.Token, context.RequestAborted);
        var all = readiness.ToArray();
        var states = await Task.WhenAll(all.Select(check => CheckAsync(check, end.Token)));
        var checks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
            checks[all[i].Name] = states[i];
        var ready = Array.TrueForAll(states, state => state == Ok);
        context.Response.Headers.CacheControl = "no-store";
        return Reply.Json(
            new ReadinessReply(ready ? "ready" : "unready", checks), ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string> CheckAsync(IReadiness check, CancellationToken cancellation)
    {
        try
        {
            return await check.CheckAsync(cancellation).WaitAsync(cancellation) ?? Ok;
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
        catch (Exception)
        {
            // Everyone may read this: what went wrong stays inside.
            return "failed";
        }
    }
}
