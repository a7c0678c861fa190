using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Streams.Silo.Health;

/// <summary>The health endpoints of a silo. Same paths and replies as those of an API host.</summary>
internal static class SiloHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Checks nothing: a restart does not help a silo whose grains are slow.
        routes.MapGet("/health/live", () => TypedResults.Json(HealthReply.Ok)).DisableHttpMetrics();
        routes.MapGet("/health/ready", async (HttpContext context, Readiness readiness) =>
        {
            var (ready, reply) = await readiness.CheckAsync(context.RequestAborted);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Json(reply, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).DisableHttpMetrics();
    }
}
