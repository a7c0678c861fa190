using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>Lists streams. Every activation answers from storage; use key 0.</summary>
[Alias("streams.catalog")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Gets a page of streams, newest first. Refuses a cursor that does not belong to this list.</summary>
    [Alias("list")]
    Task<Outcome<StreamPage>> List(GoalStatus? status, int limit, string? cursor);
}

/// <summary>A page of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">The cursor of the next page; null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record StreamPage(ImmutableArray<StreamWithProgress> Streams, string? NextCursor);

/// <summary>A stream and its progress.</summary>
[GenerateSerializer, Immutable]
public sealed record StreamWithProgress(ProgressStream Stream, Progress Progress);
