using Microsoft.Extensions.DependencyInjection.Extensions;
using Streams.Api.Http.Agents;
using Streams.Api.Http.Feed;
using Streams.Api.Http.Health;
using Streams.Api.Http.Items;
using Streams.Api.Http.OpenApi;
using Streams.Api.Http.Reports;
using Streams.Api.Http.Streams;
using Streams.Api.Problems;
using Streams.Silo.Health;

namespace Streams.Api.Http;

/// <summary>
/// Wires the HTTP side of the contract. Everything that a request says is judged here, at the edge: grains get typed values within the contract's limits and
/// judge them against their state alone.
/// </summary>
public static class StreamsHttp
{
    /// <summary>Adds what the endpoints need. The caller adds an Orleans client and the <see cref="IReadiness"/> checks; a clock that is there is kept.</summary>
    public static IServiceCollection AddStreamsHttp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReportGateway, ReportGateway>();
        DocsEndpoints.Add(services);
        services.TryAddSingleton<Readiness>();
        return services;
    }

    /// <summary>Makes a problem document of all that goes wrong from here on; to be called before everything else.</summary>
    public static IApplicationBuilder UseStreamsProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();

    /// <summary>Maps the API (but for <c>/events</c>), health, description and docs.</summary>
    public static IEndpointRouteBuilder MapStreamsHttp(this IEndpointRouteBuilder routes)
    {
        StreamEndpoints.Map(routes);
        ReportEndpoints.Map(routes);
        FeedEndpoints.Map(routes);
        ItemEndpoints.Map(routes);
        AgentEndpoints.Map(routes);
        HealthEndpoints.Map(routes);
        DocsEndpoints.Map(routes);
        return routes;
    }
}
