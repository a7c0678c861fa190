namespace Streams.Contract;

/// <summary>The order of items.</summary>
public enum ItemSort
{
    /// <summary>Oldest first.</summary>
    CreatedAt,

    /// <summary>Best score first, those without one last; equals oldest first.</summary>
    QualityScoreDescending,
}
