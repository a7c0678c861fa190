using Streams.Grains.EventLog;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>Loads a stream's state from a snapshot and the tail of the log after it, or from the whole log.</summary>
internal sealed class StreamLoader(IEventLog log)
{
    private const int PageSize = 1_000;

    /// <param name="streamId">The stream.</param>
    /// <param name="snapshot">The snapshot from grain storage, or null.</param>
    /// <param name="now">The current time; it decides which report ids are loaded.</param>
    /// <returns>The state at the end of the log, or null if there is no such stream.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public async Task<StreamState?> LoadAsync(string streamId, StreamSnapshot? snapshot, DateTimeOffset now)
    {
        if (snapshot is not null && await FromSnapshotAsync(streamId, snapshot, now) is { } state)
            return await ReplayAsync(streamId, state);
        return await log.ReadAsync(streamId, 0, 1) is [{ Seq: 1 } creation]
            ? await ReplayAsync(streamId, StreamState.From(StreamEpoch.Of(log.Epoch, streamId), ChangeCodec.ToChange(creation)))
            : null;
    }

    /// <summary>Uses a snapshot only if the log reaches as far, which it may not after a restored backup. The event at which the snapshot ends may have been thinned.</summary>
    private async Task<StreamState?> FromSnapshotAsync(string streamId, StreamSnapshot snapshot, DateTimeOffset now)
    {
        var (position, epoch) = (snapshot.View.Position, StreamEpoch.Of(log.Epoch, streamId));

        // Until version 0.3, streams had the epoch of the log.
        if (position.Epoch == log.Epoch)
            snapshot = snapshot with { View = snapshot.View with { Position = position with { Epoch = epoch } } };
        else if (position.Epoch != epoch)
            return null;
        if (await log.ReadAsync(streamId, position.Seq - 1, 1) is not [_])
            return null;
        var marks = await log.ReadReportsBackAsync(streamId, position.Seq, now - ReportWindow.Age, ReportWindow.Least, ReportWindow.Most);
        return snapshot.ToState(ReportWindow.From(marks.Select(mark => (mark.ReportId, mark.At))));
    }

    private async Task<StreamState> ReplayAsync(string streamId, StreamState state)
    {
        while (true)
        {
            var page = await log.ReadAsync(streamId, state.Seq, PageSize);
            foreach (var record in page)
                state = StreamRules.Evolve(state, ChangeCodec.ToChange(record));
            state = state with { KnownItems = state.KnownItems.Clear() };
            if (page.Count < PageSize)
                return state;
        }
    }
}
