using Streams.Grains.EventLog;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>Brings a stream's state back: a snapshot and the tail of the log after it, or the whole log.</summary>
public sealed class StreamLoader(IEventLog log)
{
    private const int PageSize = 1_000;

    /// <summary>Loads a stream.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="snapshot">The snapshot that grain storage had, or null.</param>
    /// <param name="now">The time.</param>
    /// <returns>The state at the log's end, or null for a stream that is not there.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public async Task<StreamState?> LoadAsync(string streamId, StreamSnapshot? snapshot, DateTimeOffset now)
    {
        if (snapshot is not null && await FromSnapshotAsync(streamId, snapshot, now) is { } state)
            return await ReplayAsync(streamId, state);
        return await log.ReadAsync(streamId, 0, 1) is [{ Seq: 1 } creation]
            ? await ReplayAsync(streamId, StreamState.From(log.Epoch, ChangeCodec.ToChange(creation)))
            : null;
    }

    /// <summary>A snapshot counts only if the log goes as far as it does (the event that it ends with may have been thinned): after a restored backup it may not.</summary>
    private async Task<StreamState?> FromSnapshotAsync(string streamId, StreamSnapshot snapshot, DateTimeOffset now)
    {
        var position = snapshot.View.Position;
        if (position.Epoch != log.Epoch || await log.ReadAsync(streamId, position.Seq - 1, 1) is not [_])
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
