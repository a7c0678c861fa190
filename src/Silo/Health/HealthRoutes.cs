using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Streams.Silo.Health;

/// <summary>The health endpoints of every process, for supervisors and load balancers. Probes are not counted as requests.</summary>
public static class HealthRoutes
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <returns>Both endpoints, to describe them.</returns>
    public static (RouteHandlerBuilder Live, RouteHandlerBuilder Ready) Map(IEndpointRouteBuilder routes) => (
        // Checks nothing: a restart does not help a silo whose grains are slow.
        routes.MapGet("/health/live", IResult () => TypedResults.Json(HealthReply.Ok)).DisableHttpMetrics(),
        routes.MapGet("/health/ready", ReadyAsync).DisableHttpMetrics());

    // A doc comment would replace the summary in the API description.
    private static async Task<IResult> ReadyAsync(HttpContext context, Readiness readiness)
    {
        var (ready, reply) = await readiness.CheckAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(reply, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
