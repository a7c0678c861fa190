using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streams.Client;

/// <summary>One request and its answer, as JSON; what goes wrong becomes a <see cref="StreamsException"/>.</summary>
/// <param name="http">Has the server's address, and a pipeline that repeats what may be repeated.</param>
/// <param name="options">How long a call may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class JsonCalls(HttpClient http, StreamsClientOptions options, TimeProvider time)
{
    /// <summary>Asks for something.</summary>
    public Task<T> GetAsync<T>(string address, JsonTypeInfo<T> reply, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, address, Repeat.Always, null, reply, cancellation);

    /// <summary>Sends what has a body and an answer.</summary>
    public async Task<T> SendAsync<T>(
        HttpMethod method, string address, Repeat repeat, byte[]? body, JsonTypeInfo<T> reply, CancellationToken cancellation)
    {
        var answer = await SendAsync(method, address, repeat, body, cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer, reply) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException cause)
        {
            // Some networks answer everything with a page of their own and status 200.
            throw new StreamsException(ProblemReader.Unreachable("The answer is not the one of a Streams server.") with { Retryable = false }, cause);
        }
    }

    /// <summary>Sends, and gives the answer's bytes.</summary>
    public async Task<byte[]> SendAsync(HttpMethod method, string address, Repeat repeat, byte[]? body, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = ContentOf(body) };
        RepeatRule.Set(request, repeat);
        try
        {
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            var problem = await ProblemReader.ReadAsync(response, either.Token).ConfigureAwait(false);

            // The answer to an earlier try was lost, and that one did it.
            if (method == HttpMethod.Delete && problem.Code == ProblemCodes.StreamNotFound && RepeatRule.IsUncertain(request))
                return [];
            throw new StreamsException(problem);
        }
        catch (Exception failure) when (failure is not StreamsException && !cancellation.IsCancellationRequested)
        {
            throw new StreamsException(
                ProblemReader.Unreachable(late.IsCancellationRequested
                    ? $"The server did not answer within {options.CallTimeout.TotalSeconds} s."
                    : "The server cannot be reached."),
                failure);
        }
    }

    private static ByteArrayContent? ContentOf(byte[]? body) =>
        body is null ? null : new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
