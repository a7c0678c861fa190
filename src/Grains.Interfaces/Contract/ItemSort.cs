namespace Streams.Contract;

/// <summary>The order of items.</summary>
public enum ItemSort
{
    /// <summary>Oldest first.</summary>
    CreatedAt,

    /// <summary>Best score first, items without a score last; equal scores oldest first.</summary>
    QualityScoreDescending,
}
