using System.Net.Http.Headers;
using System.Text.Json;

namespace Streams.Client;

/// <summary>Sends one JSON request and reads its answer; failures become a <see cref="StreamsException"/>.</summary>
/// <param name="http">Has the server's address, and a pipeline that repeats requests.</param>
/// <param name="options">How long a call may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class JsonCalls(HttpClient http, StreamsClientOptions options, TimeProvider time)
{
    private const string IdempotencyKey = "Idempotency-Key";

    public Task<T> GetAsync<T>(string address, CancellationToken cancellation) =>
        SendAsync<T>(HttpMethod.Get, address, Repeat.Always, body: null, cancellation);

    /// <summary>Sends a request and reads its reply.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">The address, relative to the server's.</param>
    /// <param name="repeat">When the pipeline may repeat the request.</param>
    /// <param name="body">The body, or null.</param>
    /// <param name="cancellation">The caller's token.</param>
    /// <param name="key">The <c>Idempotency-Key</c>, or null.</param>
    public async Task<T> SendAsync<T>(
        HttpMethod method, string address, Repeat repeat, byte[]? body, CancellationToken cancellation, string? key = null)
    {
        var answer = await SendAsync(method, address, repeat, body, cancellation, key).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer, ClientJson.Of<T>()) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException cause)
        {
            // Some networks answer every request with a page of their own and status 200.
            throw new StreamsException(Problems.Unreachable("The answer is not from a Streams server.", retryable: false), cause);
        }
    }

    /// <summary>Sends a request and returns the bytes of its reply.</summary>
    public async Task<byte[]> SendAsync(HttpMethod method, string address, Repeat repeat, byte[]? body, CancellationToken cancellation, string? key = null)
    {
        using var late = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = ContentOf(body) };
        if (key is not null)
            request.Headers.Add(IdempotencyKey, key);
        RepeatRule.Set(request, repeat);
        try
        {
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            var problem = await ProblemReader.ReadAsync(response, either.Token).ConfigureAwait(false);

            // An earlier attempt deleted it, and its reply was lost.
            if (method == HttpMethod.Delete && problem.Code == RefusalCode.StreamNotFound && RepeatRule.IsUncertain(request))
                return [];
            throw new StreamsException(problem);
        }
        catch (Exception failure) when (failure is not StreamsException && !cancellation.IsCancellationRequested)
        {
            throw new StreamsException(
                Problems.Unreachable(late.IsCancellationRequested
                    ? $"The server did not answer within {options.CallTimeout.TotalSeconds} s."
                    : "The server cannot be reached."),
                failure);
        }
    }

    private static ByteArrayContent? ContentOf(byte[]? body) =>
        body is null ? null : new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
