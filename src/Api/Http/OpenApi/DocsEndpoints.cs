using Scalar.AspNetCore;

namespace Streams.Api.Http.OpenApi;

/// <summary>Serves the API's description and a page that shows it. The page's policy allows no requests to other servers.</summary>
internal static class DocsEndpoints
{
    /// <summary>The name of the document.</summary>
    public const string Document = "v1";

    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

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
            .AddDocument(Document, "Streams", $"/openapi/{Document}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp();
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    }
}
