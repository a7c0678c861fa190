using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>
/// One stream's messages, over as many connections as needed. Server-sent events arrive in order on a connection, and the server sends a snapshot if it has a
/// gap; so a jump of the sequence means that progress updates were merged, not that something is missing. Two rules follow: drop messages that are not after the
/// position, and start with a snapshot if the epoch has changed.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="http">Has the server's address.</param>
/// <param name="silenceLimit">How long the server may be silent.</param>
/// <param name="time">Measures it, and the delays.</param>
/// <param name="newBackoff">Creates the delays between connections.</param>
/// <param name="logger">Logs interruptions.</param>
internal sealed partial class StreamWatch(
    string streamId, HttpClient http, TimeSpan silenceLimit, TimeProvider time, Func<Backoff> newBackoff, ILogger logger)
{
    private readonly string _address = $"{StreamAddress.Of(streamId)}/events";

    /// <summary>Yields messages until it is cancelled or refused.</summary>
    public async IAsyncEnumerable<StreamMessage> RunAsync(Position? position, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var backoff = newBackoff();
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
                        // The history was reset, and no snapshot came with it: ask for one.
                        position = null;
                        break;
                    }

                    if (message.Position.Epoch == position?.Epoch && message.Position.Seq <= position.Seq)
                        continue;
                    position = message.Position;
                    yield return message;
                }
            }

            if (connection.HasReceived)
                backoff.Reset();
            var delay = connection.RetryAfter + backoff.Next();
            LogInterrupted(streamId, connection.Reason, delay);
            await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
        }
    }

    private ProblemDocument Ended(WatchEnded ended) => ProblemDocument.From(ended.Reason == "forbidden"
        ? new(RefusalCode.Forbidden, $"You may no longer watch stream '{streamId}'.")
        : new(RefusalCode.StreamNotFound, $"Stream '{streamId}' was deleted."));
}
