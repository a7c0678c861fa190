namespace Streams.Grains.Streams;

/// <summary>Where streams keep their snapshots.</summary>
internal static class SnapshotStorage
{
    /// <summary>The name of the grain storage.</summary>
    public const string Name = "snapshots";

    /// <summary>The name of the state in it.</summary>
    internal const string State = "snapshot";
}
