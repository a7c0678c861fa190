using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Streams.Client.Tests.Fakes;

/// <summary>Answers requests as a test defines, and records them.</summary>
internal sealed class FakeServer(TimeProvider time) : HttpMessageHandler
{
    private readonly Channel<Received> _arrivals = Channel.CreateUnbounded<Received>();
    private readonly ConcurrentQueue<Received> _received = new();

    public Func<Received, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = (_, _) => throw new HttpRequestException("refused");

    public IReadOnlyList<Received> Received => [.. _received];

    /// <summary>Waits for the next request.</summary>
    public async Task<Received> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await _arrivals.Reader.ReadAsync(limit.Token);
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, status == HttpStatusCode.OK ? "application/json" : "application/problem+json") };

    public static HttpResponseMessage Problem(string code, int status, bool retryable = false, string? retryAfter = null, string errors = "{}")
    {
        var response = Json(
            $$"""{"type":"urn:streams:problem:{{code}}","title":"T","status":{{status}},"detail":"D.","code":"{{code}}","retryable":{{(retryable ? "true" : "false")}},"errors":{{errors}}}""",
            (HttpStatusCode)status);
        if (retryAfter is not null)
            response.Headers.Add("Retry-After", retryAfter);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        var received = new Received(
            _received.Count + 1,
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            body,
            Header(request, "Last-Event-ID"),
            Header(request, "Idempotency-Key"),
            time.GetUtcNow());
        _received.Enqueue(received);
        _arrivals.Writer.TryWrite(received);
        return await Answer(received, cancellationToken);
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

/// <summary>A request.</summary>
internal sealed record Received(int Number, string Method, string Path, string Body, string? LastEventId, string? IdempotencyKey, DateTimeOffset At)
{
    public JsonElement[] Reports => [.. JsonElement.Parse(Body).GetProperty("reports").EnumerateArray()];

    public string[] Messages => [.. Reports.Select(report => report.GetProperty("message").GetString()!)];

    public string[] ReportIds => [.. Reports.Select(report => report.GetProperty("report_id").GetString()!)];
}
