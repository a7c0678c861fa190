using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Streams.Api.Http.Json;

namespace Streams.Api.Http.OpenApi;

/// <summary>Serves the API's description and a page that shows it. The page's policy allows no requests to other servers.</summary>
internal static class DocsEndpoints
{
    private const string Document = "v1";
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => Wire.Configure(options.SerializerOptions));
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer<DescriptionTransformer>();
            options.AddSchemaTransformer<ShapeTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, HubShapes>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference("/docs", Configure).AddEndpointFilter(async (invocation, next) =>
        {
            invocation.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
            return await next(invocation);
        });
    }

    /// <summary>Disables every feature that contacts another server.</summary>
    private static void Configure(ScalarOptions options)
    {
        options.WithTitle("Streams API")
            .AddDocument(Document, "Streams", "/openapi/v1.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp();
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    }
}
