using System.Net.Http.Headers;
using System.Text;

namespace Streams.Bench.Server;

/// <summary>The leanest HTTP/1.1 client that .NET allows, because it shares the cores with the server.</summary>
internal sealed class LoadClient(Uri server, int connections) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // HttpMessageInvoker instead of HttpClient: no timer per request, and no buffering of the reply.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    public static HttpContent Body(byte[] json) => new ByteArrayContent(json) { Headers = { ContentType = Json } };

    public static HttpContent Body(string json) => Body(Encoding.UTF8.GetBytes(json));

    public Uri At(string path) => new(server, path);

    public Task<Reply> GetAsync(Uri address, CancellationToken cancellation) => SendAsync(new(HttpMethod.Get, address), cancellation);

    /// <param name="address">From <see cref="At"/>.</param>
    /// <param name="body">Not disposed, so that it can be sent again.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<Reply> PostAsync(Uri address, HttpContent body, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Post, address) { Content = body }, cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<Reply> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await _http.SendAsync(request, cancellation);
        return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
    }
}
