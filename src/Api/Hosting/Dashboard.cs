using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Streams.Api.Hosting;

/// <summary>Serves the dashboard if it was built into <c>wwwroot</c>: its files, and its page at each of its addresses. Otherwise <c>/</c> redirects to the docs.</summary>
internal static class Dashboard
{
    private const string Page = "/index.html";

    /// <summary>The build compresses each file. Browsers accept Brotli only over TLS and from localhost.</summary>
    private static readonly (string Encoding, string Extension)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    // Everything comes from this server; 'self' includes its WebSockets. Animations set inline styles.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Serves the files; call it before mapping endpoints. <c>/</c> is the list, <c>/new</c> the form, <c>/streams/{id}</c> a stream.</summary>
    public static void Use(WebApplication app)
    {
        if (!FileExists(app, Page))
            return;
        app.Use((context, next) =>
        {
            var request = context.Request;
            var isPage = IsPage(request.Path);
            if ((isPage || IsAsset(request.Path)) && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
            {
                var path = isPage ? Page : request.Path.Value!;
                request.Path = path + Compressed.FirstOrDefault(form => Accepts(request, form.Encoding) && FileExists(app, path + form.Extension)).Extension;
            }

            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions { ContentTypeProvider = new Types(), OnPrepareResponse = Prepare });
    }

    /// <summary>Redirects <c>/</c> to the docs if there is no dashboard.</summary>
    public static void Map(WebApplication app, IEndpointRouteBuilder routes)
    {
        if (!FileExists(app, Page))
            routes.MapGet("/", () => TypedResults.LocalRedirect("/docs")).ExcludeFromDescription();
    }

    private static bool FileExists(WebApplication app, string path) => app.Environment.WebRootFileProvider.GetFileInfo(path).Exists;

    private static bool IsPage(PathString path) => path == "/" || path == "/new" || (path.StartsWithSegments("/streams", out var id) && id.Value!.LastIndexOf('/') == 0);

    /// <summary>A file with a hash of its content in its name.</summary>
    private static bool IsAsset(PathString path) => path.StartsWithSegments("/assets");

    private static bool Accepts(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value == encoding && accepted.Quality is null or > 0);

    private static (string? Encoding, string? Extension) FormOf(string file) =>
        Compressed.FirstOrDefault(form => file.EndsWith(form.Extension, StringComparison.Ordinal));

    private static void Prepare(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (FormOf(file.File.Name) is { Encoding: { } encoding })
            headers.ContentEncoding = encoding;
        if (file.File.Name.StartsWith(Page[1..], StringComparison.Ordinal))
            headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = IsAsset(file.Context.Request.Path) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    /// <summary>A compressed file has the type of the original.</summary>
    private sealed class Types : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _types = new();

        public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType)
        {
            var found = _types.TryGetContentType(subpath[..^(FormOf(subpath).Extension?.Length ?? 0)], out contentType);
            if (found && contentType is "text/html" or "text/javascript" or "text/css")
                contentType += "; charset=utf-8";
            return found;
        }
    }
}
