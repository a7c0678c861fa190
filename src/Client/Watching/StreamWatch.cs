using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>
/// One stream's messages, over as many connections as it takes. Server-Sent Events come in order over one connection, and the server itself sends a
/// snapshot where it has a gap: a sequence that jumps means that ticks were merged, not that something is missing. So there are two rules: what is not
/// after the position is dropped, and what belongs to another history begins with a snapshot.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="http">Has the server's address.</param>
/// <param name="silenceLimit">How long the server may say nothing.</param>
/// <param name="time">Measures it, and the delays.</param>
/// <param name="random">A number from 0 to 1, for jitter.</param>
/// <param name="logger">Where cuts go.</param>
internal sealed partial class StreamWatch(
    string streamId, HttpClient http, TimeSpan silenceLimit, TimeProvider time, Func<double> random, ILogger logger)
{
    private readonly string _address = $"{StreamAddress.Of(streamId)}/events";

    /// <summary>Yields what comes, until it is cancelled or refused.</summary>
    public async IAsyncEnumerable<StreamMessage> RunAsync(Position? position, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var backoff = new Backoff(random);
        while (true)
        {
            var connection = new EventConnection(http, _address, position, silenceLimit, time, cancellation);
            await using (connection.ConfigureAwait(false))
            {
                while (await connection.NextAsync().ConfigureAwait(false) is { } message)
                {
                    if (message is WatchEnded ended)
                        throw new StreamsException(Ended(ended));
                    if (message.Position.Epoch != position?.Epoch && message is not SnapshotTaken)
                    {
                        // History began anew, and nobody said how it stands: ask.
                        position = null;
                        break;
                    }

                    if (message.Position.Epoch == position?.Epoch && message.Position.Seq <= position.Seq)
                        continue;
                    position = message.Position;
                    yield return message;
                }
            }

            if (connection.HasSpoken)
                backoff.Reset();
            var delay = connection.RetryAfter + backoff.Next();
            LogCut(streamId, connection.Reason, delay);
            await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
        }
    }

    private Problem Ended(WatchEnded ended) => ended.Reason == "forbidden"
        ? new(ProblemCodes.Forbidden, $"Stream '{streamId}' may not be watched any more.", false, 403, "Not allowed")
        : new(ProblemCodes.StreamNotFound, $"Stream '{streamId}' was deleted.", false, 404, "Stream not found");
}
