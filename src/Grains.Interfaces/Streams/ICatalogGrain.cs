using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>Lists streams. Any activation answers from storage; ask key 0.</summary>
[Alias("streams.catalog")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>A page of streams, newest first; a cursor that was not given out is refused.</summary>
    [Alias("list")]
    Task<Outcome<StreamPage>> List(GoalStatus? status, int limit, string? cursor);
}

/// <summary>A page of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">What to ask for next, or null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record StreamPage(ImmutableArray<StreamWithProgress> Streams, string? NextCursor);

/// <summary>A stream and its progress.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
[GenerateSerializer, Immutable]
public sealed record StreamWithProgress(ProgressStream Stream, Progress Progress);
