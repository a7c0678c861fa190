using Streams.Api.Http.OpenApi;
using Streams.Silo.Health;

namespace Streams.Api.Http.Health;

/// <summary>The health endpoints of every process, described for the API.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "Health";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var (live, ready) = HealthRoutes.Map(routes);
        live.Described("Live", Tag, "Check that the process is alive", "Checks nothing else.")
            .Answers<HealthReply>(StatusCodes.Status200OK);
        ready.Described("Ready", Tag, "Check that the process can serve", "503 if storage or cluster cannot be reached, and while the process stops.")
            .Answers<ReadinessReply>(StatusCodes.Status200OK)
            .Answers<ReadinessReply>(StatusCodes.Status503ServiceUnavailable);
    }
}
