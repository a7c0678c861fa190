using System.Net;
using System.Text.Json;

namespace Streams.Client;

/// <summary>From answers and failures to problems.</summary>
internal static class ProblemReader
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>The problem of an answer that is no success: its document, or one made from the status where something in between answered.</summary>
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellation).ConfigureAwait(false);

            // A code is what makes it the server's own: a gateway may answer with a problem document, too, but not with ours.
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (JsonSerializer.Deserialize(body, ClientJson.Default.Problem) is { } problem)
                return problem with { Status = status };
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            // Not the server's answer, or only half of it.
        }

        return new(
            ProblemCodes.Unreachable,
            $"The server answered with status {status}.",
            status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
            status,
            "Unexpected answer");
    }

    /// <summary>The problem of a request that got no answer.</summary>
    public static Problem Unreachable(string detail) => Problem.Own(ProblemCodes.Unreachable, "Unreachable", detail, retryable: true);
}
