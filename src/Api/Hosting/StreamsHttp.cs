using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Streams.Api.Http.Agents;
using Streams.Api.Http.Feed;
using Streams.Api.Http.Health;
using Streams.Api.Http.Items;
using Streams.Api.Http.Json;
using Streams.Api.Http.OpenApi;
using Streams.Api.Http.Reports;
using Streams.Api.Http.Streams;
using Streams.Api.Problems;
using Streams.Silo.Health;

namespace Streams.Api.Hosting;

/// <summary>
/// Wires the HTTP side of the contract. Requests are validated at this edge: grains get typed values within the limits of the contract, and check them only against
/// their state.
/// </summary>
internal static class StreamsHttp
{
    /// <summary>Adds the services of the endpoints. The caller adds an Orleans client and the <see cref="IReadiness"/> checks. Keeps a clock that is already registered.</summary>
    public static IServiceCollection AddStreamsHttp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReportGateway, ReportGateway>();
        AddDescription(services);
        services.TryAddSingleton<Readiness>();
        services.AddRequestDecompression();
        return services;
    }

    /// <summary>Turns failures of the later middleware into problem documents; call it first.</summary>
    public static IApplicationBuilder UseStreamsProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();

    /// <summary>Maps the API except <c>/events</c>, health checks, the API description and docs.</summary>
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

    private static void AddDescription(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => Wire.Configure(options.SerializerOptions));
        services.AddOpenApi(DocsEndpoints.Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

            // HEAD goes without saying.
            options.ShouldInclude = static endpoint => endpoint.HttpMethod != HttpMethods.Head;
            options.AddOperationTransformer<DescriptionTransformer>();
            options.AddSchemaTransformer<ShapeTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, HubShapes>());
    }
}
