using System.Collections.Immutable;

namespace Streams.Contract;

/// <summary>The companies that count for a goal. An absent part adds no constraint. Text matching is case-insensitive and matches a whole value or a contained term.</summary>
/// <param name="Industry">Any of these industries.</param>
/// <param name="Location">Any of these places.</param>
/// <param name="EmployeeCount">Number of employees, both ends inclusive.</param>
/// <param name="Founded">Founding year, both ends inclusive.</param>
/// <param name="Keywords">Any of these terms in the name, industry or description.</param>
[GenerateSerializer, Immutable]
public sealed record GoalCriteria(
    ImmutableArray<string>? Industry = null,
    ImmutableArray<string>? Location = null,
    IntRange? EmployeeCount = null,
    IntRange? Founded = null,
    ImmutableArray<string>? Keywords = null)
{
    /// <summary>Criteria without constraints.</summary>
    public static GoalCriteria None { get; } = new();

    /// <inheritdoc/>
    public bool Equals(GoalCriteria? other) =>
        other is not null && Same(Industry, other.Industry) && Same(Location, other.Location) && Same(Keywords, other.Keywords)
        && EmployeeCount == other.EmployeeCount && Founded == other.Founded;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Industry?.Length, Location?.Length, Keywords?.Length, EmployeeCount, Founded);

    private static bool Same(ImmutableArray<string>? a, ImmutableArray<string>? b) =>
        a is { } x && b is { } y ? x.AsSpan().SequenceEqual(y.AsSpan()) : a is null == b is null;
}

/// <summary>A range of whole numbers, both ends inclusive; an absent end is open.</summary>
/// <param name="Min">Minimum, or null if open.</param>
/// <param name="Max">Maximum, or null if open.</param>
[GenerateSerializer, Immutable]
public sealed record IntRange(int? Min = null, int? Max = null)
{
    /// <summary>Whether the range includes <paramref name="value"/>.</summary>
    public bool Contains(int value) => (Min is not { } min || value >= min) && (Max is not { } max || value <= max);
}
