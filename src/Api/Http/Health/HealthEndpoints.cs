using Streams.Api.Http.OpenApi;
using Streams.Silo.Health;

namespace Streams.Api.Http.Health;

/// <summary>Health checks for supervisors and load balancers.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "Health";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Reply.Json(HealthReply.Ok, StatusCodes.Status200OK))
            .Described("Live", Tag, "Check that the process is alive", "Checks nothing else.")
            .Answers<HealthReply>(StatusCodes.Status200OK)
            .DisableHttpMetrics();
        routes.MapGet("/health/ready", ReadyAsync)
            .Described("Ready", Tag, "Check that the process can serve", "503 if storage or cluster cannot be reached, and while the process stops.")
            .Answers<ReadinessReply>(StatusCodes.Status200OK)
            .Answers<ReadinessReply>(StatusCodes.Status503ServiceUnavailable)
            .DisableHttpMetrics();
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, Readiness readiness)
    {
        var (ready, reply) = await readiness.CheckAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Reply.Json(reply, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
