using Microsoft.Net.Http.Headers;

namespace Streams.Api.Hosting;

/// <summary>Serves the dashboard, where it was built into <c>wwwroot</c>: its files, and its page at every address that it has. Without it <c>/</c> leads to the docs.</summary>
internal static class Dashboard
{
    private const string Page = "index.html";

    // Everything comes from this server; 'self' covers its WebSockets too. Animations set styles.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the compression of the dashboard's files.</summary>
    public static void Add(IServiceCollection services) =>
        services.AddResponseCompression(options =>
        {
            // Not of the API: a page of another origin could tell secrets from the length of compressed replies.
            options.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/manifest+json"];
            options.EnableForHttps = true;
        });

    /// <summary>Serves the files, before the endpoints.</summary>
    public static void Use(WebApplication app)
    {
        if (!IsThere(app))
            return;
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => Prepare(file.Context.Response, file.File.Name) });
    }

    /// <summary>Maps its addresses: <c>/</c> is the list, <c>/streams/{id}</c> a stream, <c>/new</c> the form.</summary>
    public static void Map(WebApplication app)
    {
        if (!IsThere(app))
        {
            app.MapGet("/", () => TypedResults.LocalRedirect("/docs")).ExcludeFromDescription();
            return;
        }

        var page = app.Environment.WebRootFileProvider.GetFileInfo(Page).PhysicalPath!;
        foreach (var address in (string[])["/", "/new", "/streams/{id}"])
        {
            app.MapGet(address, (HttpContext context) =>
            {
                Prepare(context.Response, Page);
                return TypedResults.PhysicalFile(page, "text/html; charset=utf-8");
            }).ExcludeFromDescription();
        }
    }

    private static bool IsThere(WebApplication app) => app.Environment.WebRootFileProvider.GetFileInfo(Page).Exists;

    private static void Prepare(HttpResponse response, string file)
    {
        if (file == Page)
            response.Headers.ContentSecurityPolicy = Policy;

        // Files in /assets have a hash of their content in their name.
        response.Headers[HeaderNames.CacheControl] =
            response.HttpContext.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
