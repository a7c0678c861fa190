using System.Net;
using System.Text.Json;

namespace Streams.Client;

/// <summary>Reads the problem in an answer.</summary>
internal static class ProblemReader
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>The problem document of an answer without success, or one made from the status if the answer is not from a Streams server.</summary>
    public static async Task<ProblemDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellation).ConfigureAwait(false);

            // A gateway may answer with a problem document too, but not with a code.
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (JsonSerializer.Deserialize(body, ClientJson.Of<ProblemDocument>()) is { } problem)
                return problem with { Status = status };
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            // Not the server's reply, or a truncated one.
        }

        return Problems.Own(
            ProblemCodes.Unreachable,
            "Unexpected answer",
            $"The server answered with status {status}.",
            status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
            status);
    }
}
