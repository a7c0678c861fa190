using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Tests.Hosting;

/// <summary>Lists the streams of a <see cref="FakeCluster"/>; a cursor is a number.</summary>
internal sealed class FakeCatalogGrain(FakeCluster cluster) : ICatalogGrain
{
    public Task<Outcome<StreamPage>> List(GoalStatus? status, int limit, string? cursor)
    {
        var start = 0;
        if (cursor is not null && !int.TryParse(cursor, out start))
            return Task.FromResult<Outcome<StreamPage>>(FakeStreamGrain.UnknownCursor);
        var all = cluster.Streams.Where(stream => stream.State is { } state && (status ?? state.View.Stream.GoalStatus) == state.View.Stream.GoalStatus)
            .Select(stream => new StreamWithProgress(stream.State!.View.Stream, stream.State.View.Progress))
            .OrderByDescending(stream => stream.Stream.Id, StringComparer.Ordinal).ToArray();
        return Task.FromResult<Outcome<StreamPage>>(new StreamPage(
            [.. all.Skip(start).Take(limit)], start + limit < all.Length ? $"{start + limit}" : null));
    }
}
